#include "dance/core/mean_spread.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dance::test {
namespace {

TEST(MeanSpread, ByHand) {
  EXPECT_EQ(mean_spread({3}).mean, 3);
  EXPECT_EQ(mean_spread({3}).deviation, 0);
  EXPECT_DOUBLE_EQ(mean_spread({1, 2, 6}).mean, 3);
  EXPECT_DOUBLE_EQ(mean_spread({1, 2, 6}).deviation, std::sqrt((4.0 + 1 + 9) / 2));
}

// Two methods that differ by 1, 3 and 2, on seeds that move both by far more.
TEST(PairedDeviations, OfTwoMethodsAreThatOfTheirDifference) {
  const std::vector<double> deviations = paired_deviations({{101, 203, 2}, {100, 200, 0}});
  ASSERT_EQ(deviations.size(), 2);
  for (const double deviation : deviations) EXPECT_NEAR(deviation, 1 / std::sqrt(2), 1e-12);
}

// One method alone varies, by 1 about its mean; the others do not.
TEST(PairedDeviations, ByHand) {
  const std::vector<double> deviations = paired_deviations({{1, 2, 3}, {5, 5, 5}, {7, 7, 7}});
  EXPECT_NEAR(deviations[0], std::sqrt(4.0 / 9 * 3 / 2), 1e-12);  // what is left of it: -2/3, 0, 2/3
  EXPECT_NEAR(deviations[1], std::sqrt(1.0 / 9 * 3 / 2), 1e-12);
  EXPECT_NEAR(deviations[2], deviations[1], 1e-12);
}

TEST(PairedDeviations, WantSeveralMethodsAndSeeds) {
  EXPECT_EQ(paired_deviations({{1, 2}}), std::vector<double>{0});
  EXPECT_EQ(paired_deviations({{1}, {2}}), (std::vector<double>{0, 0}));
}

}  // namespace
}  // namespace dance::test
