#include "dance/engine/cost/objective.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

// Twice the latency, three times the energy, half the area of the reference.
TEST(CostFunction, ByHand) {
  const Metrics reference{2, 3, 4}, metrics{4, 9, 2};
  EXPECT_DOUBLE_EQ((CostFunction{CostKind::Edap, 1, 1, 1, reference})(metrics), 3);
  EXPECT_DOUBLE_EQ((CostFunction{CostKind::Edp, 1, 1, 1, reference})(metrics), 6);
  EXPECT_DOUBLE_EQ((CostFunction{CostKind::Weighted, 1, 2, 4, reference})(metrics), 2 + 6 + 2);
  EXPECT_DOUBLE_EQ((CostFunction{CostKind::Product, 1, 1, 1, reference, 2, 1, 3})(metrics), 4 * 3 / 8.0);
  EXPECT_DOUBLE_EQ((CostFunction{CostKind::Product, 1, 1, 1, reference, 0, 0, 0.5})(metrics), std::sqrt(0.5));
}

TEST(CostFunction, KindsHaveNames) {
  for (const char* name : kCostKinds) EXPECT_EQ(CostFunction{parse_cost_kind(name)}.name(), name);
}

}  // namespace
}  // namespace dance::test
