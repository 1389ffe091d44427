#include "dance/engine/cost/objective.h"

#include <gtest/gtest.h>

#include "engine/cost/kinds_of_cost.h"

namespace dance::test {
namespace {

// Twice the latency, three times the energy, half the area of the reference.
TEST(CostFunction, ByHand) {
  const Metrics reference{2, 3, 4}, metrics{4, 9, 2};
  EXPECT_DOUBLE_EQ(CostFunction(cost_kind("edap"), {}, reference)(metrics), 3);
  EXPECT_DOUBLE_EQ(CostFunction(cost_kind("edp"), {}, reference)(metrics), 6);
  EXPECT_DOUBLE_EQ(weighted_cost(1, 2, 4, reference)(metrics), 2 + 6 + 2);
  EXPECT_DOUBLE_EQ(product_cost(2, 1, 3, reference)(metrics), 4 * 3 / 8.0);
  EXPECT_DOUBLE_EQ(product_cost(0, 0, 0.5, reference)(metrics), std::sqrt(0.5));
  EXPECT_DOUBLE_EQ(CostFunction()(metrics), 4 * 9 * 2);
}

TEST(CostFunction, TakesTheOptionsOfItsKindAmongOthers) {
  const CostOptions options = {{"latency_weight", 5}, {"area_power", 2}};
  const Metrics metrics{2, 3, 4};
  EXPECT_DOUBLE_EQ(CostFunction(cost_kind("weighted"), options)(metrics), 5 * 2 + 3 + 4);
  EXPECT_DOUBLE_EQ(CostFunction(cost_kind("product"), options)(metrics), 2 * 3 * 16);
  EXPECT_DOUBLE_EQ(CostFunction(cost_kind("edp"), options)(metrics), 6);
}

// Central differences, for every kind.
TEST(CostFunction, GradientIsThatOfFiniteDifferences) {
  Random random(1, "gradient of the cost");
  for (int trial = 0; trial < 100; ++trial) {
    for (const CostFunction& cost : random_costs(random)) {
      const Metrics at{random.uniform(0.2, 3), random.uniform(0.2, 3), random.uniform(0.2, 3)};
      const auto difference = [&](double Metrics::*metric) {
        constexpr double kStep = 1e-5;
        Metrics below = at, above = at;
        below.*metric -= kStep;
        above.*metric += kStep;
        return (cost(above) - cost(below)) / (2 * kStep);
      };
      const Metrics gradient = cost.gradient(at);
      const double scale = 1e-7 * (1 + cost(at));
      EXPECT_NEAR(gradient.latency_ms, difference(&Metrics::latency_ms), scale) << cost.formula();
      EXPECT_NEAR(gradient.energy_mj, difference(&Metrics::energy_mj), scale) << cost.formula();
      EXPECT_NEAR(gradient.area_mm2, difference(&Metrics::area_mm2), scale) << cost.formula();
    }
  }
}

TEST(CostFunction, IsToldInWords) {
  EXPECT_EQ(CostFunction().formula(), "(latency / L0) x (energy / E0) x (area / A0)");
  EXPECT_EQ(product_cost(0.5, 0, 2).formula(), "(latency / L0)^0.5 x (area / A0)^2");
  EXPECT_EQ(product_cost(0, 1, 0).formula(), "energy / E0");
  EXPECT_EQ(weighted_cost(1, 0, 0.5).formula(), "1 x latency / L0 + 0 x energy / E0 + 0.5 x area / A0");
  EXPECT_EQ(CostFunction(cost_kind("edp")).numbers(), "powers 1, 1, 0");
  EXPECT_EQ(weighted_cost(1, 0, 0.5).numbers(), "weights 1, 0, 0.5");
}

TEST(CostFunction, HasAKeyOfAllThatItsValueDependsOn) {
  EXPECT_EQ(weighted_cost(1, 0.5, 4).key(), "0 0x1p+0 0x1p-1 0x1p+2 powers 0x1p+0 0x1p+0 0x1p+0");
  EXPECT_EQ(CostFunction(cost_kind("edp")).key(), "2 0x1p+0 0x1p+0 0x1p+0 powers 0x1p+0 0x1p+0 0x0p+0");
  EXPECT_NE(weighted_cost(1, 1, 1).key(), weighted_cost(1, 1, std::nextafter(1, 2)).key());
  EXPECT_NE(product_cost(1, 0, 0).key(), product_cost(0, 1, 0).key());
  EXPECT_EQ(CostFunction(cost_kind("edap"), {{"area_power", 2}}).key(), CostFunction().key());
}

TEST(CostFunction, HasWeightsWhereItIsAWeightedSum) {
  const auto weights = weighted_cost(1, 0, 0.5).weights();
  ASSERT_TRUE(weights.has_value());
  EXPECT_EQ(weights->latency, 1);
  EXPECT_EQ(weights->energy, 0);
  EXPECT_EQ(weights->area, 0.5);
  EXPECT_TRUE(product_cost(0, 1, 0).weights().has_value());
  EXPECT_FALSE(CostFunction().weights().has_value());
  EXPECT_FALSE(product_cost(2, 0, 0).weights().has_value());
}

}  // namespace
}  // namespace dance::test
