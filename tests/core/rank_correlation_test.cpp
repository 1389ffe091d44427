// Kendall's tau-b against its definition over all pairs.
#include "dance/core/rank_correlation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "dance/core/random.h"

namespace dance::test {
namespace {

double tau_of_all_pairs(const std::vector<double>& x, const std::vector<double>& y) {
  double agreement = 0, not_tied_x = 0, not_tied_y = 0;
  const auto sign = [](double v) { return v > 0 ? 1.0 : v < 0 ? -1.0 : 0.0; };
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double a = sign(x[i] - x[j]), b = sign(y[i] - y[j]);
      agreement += a * b;
      not_tied_x += a * a;
      not_tied_y += b * b;
    }
  }
  return agreement / std::sqrt(not_tied_x * not_tied_y);
}

TEST(KendallTau, OfSmallListsByHand) {
  EXPECT_DOUBLE_EQ(*kendall_tau({1, 2, 3}, {10, 20, 30}), 1);
  EXPECT_DOUBLE_EQ(*kendall_tau({1, 2, 3}, {30, 20, 10}), -1);
  EXPECT_DOUBLE_EQ(*kendall_tau({1, 2, 3}, {10, 30, 20}), 1.0 / 3);  // one of three pairs is exchanged
  EXPECT_DOUBLE_EQ(*kendall_tau({1, 1, 2}, {10, 20, 30}), 2 / std::sqrt(6));  // one pair tied in x
}

TEST(KendallTau, OfRandomListsWithAndWithoutTies) {
  Random random(1, "tau");
  for (const std::size_t count : {2, 3, 17, 64, 301}) {
    for (const int levels : {2, 5, 100000}) {
      std::vector<double> x(count), y(count);
      for (std::size_t i = 0; i < count; ++i) {
        x[i] = std::floor(random.uniform(0, levels));
        y[i] = std::floor(0.5 * x[i] + random.uniform(0, levels));
      }
      x[0] = y[0] = -1;  // not all equal
      EXPECT_NEAR(*kendall_tau(x, y), tau_of_all_pairs(x, y), 1e-12) << count << " of " << levels;
    }
  }
}

TEST(KendallTau, IsUndefinedWhereAListIsConstant) {
  EXPECT_FALSE(kendall_tau({1, 1, 1}, {1, 2, 3}));
  EXPECT_FALSE(kendall_tau({1, 2, 3}, {4, 4, 4}));
  EXPECT_FALSE(kendall_tau({1}, {2}));
  EXPECT_FALSE(kendall_tau({}, {}));
}

}  // namespace
}  // namespace dance::test
