#include "dance/search/methods/limit_weight.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

// By hand: multiplier 0.002, 0.004, 0.003, and 1 times the excess on top.
TEST(LimitWeight, AddsUpTheExcess) {
  LimitWeight weight;
  EXPECT_DOUBLE_EQ(weight.update(0.2), 0.002 + 0.2);
  EXPECT_DOUBLE_EQ(weight.update(0.2), 0.004 + 0.2);
  EXPECT_DOUBLE_EQ(weight.update(-0.1), 0);  // the multiplier is 0.003
  EXPECT_DOUBLE_EQ(weight.update(0), 0.003);
}

TEST(LimitWeight, GrowsWhileTheLimitIsExceededAndFallsToZero) {
  LimitWeight weight;
  EXPECT_EQ(weight.update(-0.5), 0);
  double last = 0;
  for (int step = 0; step < 20; ++step) {
    const double next = weight.update(0.2);
    EXPECT_GT(next, last);
    last = next;
  }
  EXPECT_GT(weight.update(-0.001), 0);  // at the limit the weight holds
  for (int step = 0; step < 10000; ++step) last = weight.update(-0.1);
  EXPECT_EQ(last, 0);
}

TEST(LimitWeight, AHugeExcessCountsAsAHalf) {
  LimitWeight huge, half;
  for (int step = 0; step < 3; ++step) EXPECT_EQ(huge.update(1e6), half.update(0.5));
  EXPECT_DOUBLE_EQ(huge.update(0), 3 * 0.01 * 0.5);
}

}  // namespace
}  // namespace dance::test
