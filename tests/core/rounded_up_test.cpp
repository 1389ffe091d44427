#include "dance/core/rounded_up.h"

#include <gtest/gtest.h>

#include "dance/core/random.h"

namespace dance::test {
namespace {

TEST(RoundedUp, ByHand) {
  EXPECT_EQ(rounded_up(0.00938812, 4), "0.009389");
  EXPECT_EQ(rounded_up(1.10801e-3, 4), "0.001109");
  EXPECT_EQ(rounded_up(2.5, 4), "2.5");
  EXPECT_EQ(rounded_up(9.9999, 3), "10");
  EXPECT_EQ(rounded_up(123456, 4), "1.235e+05");
}

TEST(RoundedUp, IsEnoughAndNotMuchMore) {
  Random random(1, "rounded up");
  for (int i = 0; i < 10000; ++i) {
    const double value = std::pow(10.0, 12 * random.uniform() - 6);
    const double rounded = std::stod(rounded_up(value, 4));
    EXPECT_GE(rounded, value);
    EXPECT_LE(rounded, value * (1 + 2e-3));
  }
}

}  // namespace
}  // namespace dance::test
