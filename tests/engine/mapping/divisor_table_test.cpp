#include "dance/engine/mapping/divisor_table.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

TEST(DivisorTable, HoldsWhatTrialDivisionFindsAndTheDivisorsOfDivisors) {
  DivisorTable table;
  for (const std::int64_t n : {1, 2, 97, 360, 2047, 2048, 5040, 9409, 16777216, 16777213}) {
    table.add(n);
    std::int64_t found = 0, last = 0;
    for (const std::int64_t d : table.of(n)) {
      EXPECT_EQ(n % d, 0);
      EXPECT_GT(d, last);
      EXPECT_EQ(table.of(d).back(), d);
      last = d, ++found;
    }
    std::int64_t expected = 0;
    for (std::int64_t d = 1; d <= n; ++d) expected += n % d == 0 ? 1 : 0;
    EXPECT_EQ(found, expected) << n;
  }
  EXPECT_EQ(table.smallest_prime(9409), 97);
  EXPECT_EQ(table.smallest_prime(360), 2);
}

}  // namespace
}  // namespace dance::test
