#include "dance/core/ranges.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

TEST(Ranges, OfIntegersInWords) {
  EXPECT_EQ(describe(IntegerRange{}), "an integer");
  EXPECT_EQ(describe(IntegerRange{.min = 3}), "an integer of at least 3");
  EXPECT_EQ(describe(IntegerRange{.max = -3}), "an integer of at most -3");
  EXPECT_EQ(describe(IntegerRange{.min = -1, .max = 8}), "an integer in -1..8");
}

TEST(Ranges, OfNumbersInWords) {
  EXPECT_EQ(describe(NumberRange{}), "a number");
  EXPECT_EQ(describe(NumberRange{.min = 0.5}), "a number of at least 0.5");
  EXPECT_EQ(describe(NumberRange{.min = 0, .open_min = true}), "a number above 0");
  EXPECT_EQ(describe(NumberRange{.max = 1e9}), "a number of at most 1000000000");
  EXPECT_EQ(describe(NumberRange{.min = 0, .max = 1}), "a number in [0..1]");
  EXPECT_EQ(describe(NumberRange{.min = 0, .max = 1, .open_min = true}), "a number in (0..1]");
}

}  // namespace
}  // namespace dance::test
