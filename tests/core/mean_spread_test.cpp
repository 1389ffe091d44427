#include "dance/core/mean_spread.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dance {
namespace {

TEST(MeanSpread, ByHand) {
  EXPECT_EQ(mean_spread({3}).mean, 3);
  EXPECT_EQ(mean_spread({3}).deviation, 0);
  EXPECT_DOUBLE_EQ(mean_spread({1, 2, 6}).mean, 3);
  EXPECT_DOUBLE_EQ(mean_spread({1, 2, 6}).deviation, std::sqrt((4.0 + 1 + 9) / 2));
}

}  // namespace
}  // namespace dance
