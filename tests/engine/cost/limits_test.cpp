#include "dance/engine/cost/limits.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dance::test {
namespace {

TEST(Limits, ExcessIsThatOfTheLimitExceededMost) {
  Limits limits;
  EXPECT_FALSE(limits.any());
  EXPECT_EQ(limits.excess({1, 1, 1}), -1);
  EXPECT_TRUE(limits.hold({1e9, 1e9, 1e9}));
  limits.max_latency_ms = 2;
  limits.max_area_mm2 = 4;
  EXPECT_TRUE(limits.any());
  EXPECT_DOUBLE_EQ(limits.excess({3, 100, 5}), 0.5);
  EXPECT_DOUBLE_EQ(limits.excess({1, 100, 1}), -0.5);
  EXPECT_TRUE(limits.hold({2, 100, 4}));
  EXPECT_FALSE(limits.hold({2, 100, std::nextafter(4.0, 5.0)}));
  EXPECT_DOUBLE_EQ(*limits.tightened(0.25).max_latency_ms, 1.5);
  EXPECT_FALSE(limits.tightened(0.25).max_energy_mj.has_value());
}

}  // namespace
}  // namespace dance::test
