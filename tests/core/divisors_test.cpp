#include "dance/core/divisors.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

TEST(Divisors, AreThoseOfTrialDivision) {
  for (std::int64_t n = 1; n <= 400; ++n) {
    std::vector<std::int64_t> expected;
    for (std::int64_t d = 1; d <= n; ++d) {
      if (n % d == 0) expected.push_back(d);
    }
    EXPECT_EQ(divisors_of(n), expected) << n;
  }
  const std::int64_t prime = (std::int64_t{1} << 31) - 1;
  EXPECT_EQ(divisors_of(prime), (std::vector<std::int64_t>{1, prime}));
  EXPECT_EQ(divisors_of(prime * 2), (std::vector<std::int64_t>{1, 2, prime, 2 * prime}));
}

}  // namespace
}  // namespace dance::test
