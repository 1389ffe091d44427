// The cost as loops over accelerators compute it, against the cost function, for every kind.
#include "dance/engine/cost/folded_cost.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/cost/kinds_of_cost.h"

namespace dance::test {
namespace {

template <typename Number>
void expect_equal_costs(double tolerance) {
  constexpr std::size_t kCount = 37;
  Random random(1, "folded cost");
  for (int trial = 0; trial < 20; ++trial) {
    for (const CostFunction& cost : random_costs(random)) {
      std::vector<Number> latency(kCount), energy(kCount), costs(kCount);
      std::vector<float> area(kCount);
      for (std::size_t i = 0; i < kCount; ++i) {
        latency[i] = static_cast<Number>(random.uniform(0.1, 4));
        energy[i] = static_cast<Number>(random.uniform(0.1, 4));
        area[i] = static_cast<float>(random.uniform(0.1, 4));
      }
      const FoldedCost<Number> folded(cost);
      folded.fill(latency.data(), energy.data(), area.data(), kCount, costs.data());
      for (std::size_t i = 0; i < kCount; ++i) {
        const double expected = cost({latency[i], energy[i], area[i]});
        EXPECT_NEAR(costs[i], expected, tolerance * expected) << cost.formula();
        int calls = 0;
        folded.at_area(static_cast<Number>(area[i]), [&](const auto& at_this) {
          ++calls;
          EXPECT_NEAR(at_this(latency[i], energy[i]), expected, tolerance * expected) << cost.formula();
        });
        EXPECT_EQ(calls, 1);
      }
    }
  }
}

TEST(FoldedCost, IsTheCostFunctionInDouble) { expect_equal_costs<double>(1e-13); }
TEST(FoldedCost, IsTheCostFunctionInFloat) { expect_equal_costs<float>(2e-6); }

}  // namespace
}  // namespace dance::test
