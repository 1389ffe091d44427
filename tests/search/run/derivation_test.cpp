#include "dance/search/run/derivation.h"

#include <gmock/gmock.h>

#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

// One layer, two operations and three accelerators. The metrics of the first operation, fixed part included:
//   accelerator   latency  energy  area  EDAP
//   0             1 + 1    2       3     12
//   1             2 + 2    1       2.5   10      <- best
//   2             4 + 1    1       4     20
CostTable table_by_hand() {
  CostTable::Entries rows;
  rows.latency_ms = {{{1, 2, 4}, {0, 0, 0}}};
  rows.energy_mj = {{{1, 0.5F, 0.25F}, {0, 0, 0}}};
  rows.fixed_latency_ms = {1, 2, 1};
  rows.fixed_energy_mj = {1, 0.5F, 0.75F};
  rows.area_mm2 = {3, 2.5F, 4};
  return CostTable::from_entries(rows, "by hand");
}

// The regret as a design reports it.
double regret(const CostTable& table, const Architecture& architecture, const CostFunction& cost,
              std::int64_t accelerator) {
  return cost(network_metrics(table, architecture, accelerator)) /
             explore(table, architecture, cost).best.front().cost -
         1;
}

TEST(Regret, ByHand) {
  const CostTable table = table_by_hand();
  EXPECT_DOUBLE_EQ(regret(table, {0}, CostFunction{}, 0), 12.0 / 10 - 1);
  EXPECT_DOUBLE_EQ(regret(table, {0}, CostFunction{}, 1), 0);
  EXPECT_DOUBLE_EQ(regret(table, {0}, CostFunction{}, 2), 20.0 / 10 - 1);
  // Sums of latency, energy and area: 7, 7.5, 10.
  const CostFunction weighted = weighted_cost(1, 1, 1);
  EXPECT_DOUBLE_EQ(regret(table, {0}, weighted, 2), 10.0 / 7 - 1);
  // Without the layer, the EDAP is 3, 2.5 and 3.
  EXPECT_DOUBLE_EQ(regret(table, {1}, CostFunction{}, 0), 3.0 / 2.5 - 1);
}

using MicroDerivation = test::MicroProblem;

// Where several accelerators are equal in the table's float32, float64 decides, as brute force over all of
// them does.
TEST_F(MicroDerivation, TheBestAcceleratorIsThatOfTheTrueModel) {
  for (const CostFunction& cost :
       {CostFunction(cost_kind("edap"), {}, cost_.reference), product_cost(1, 0, 0, cost_.reference)}) {
    const Problem problem{space_, hardware_, table_, cost, {}};
    for (const char* operation : {"mbconv_k3_e2", "mbconv_k5_e3"}) {
      const Architecture architecture = uniform_architecture(space_, operation);
      const Network network = lower(space_, architecture);
      const auto cost_on = [&](std::int64_t index) {
        return cost(network_cost(network, hardware_, hardware_.at(index)).metrics);
      };
      double least = cost_on(0);
      for (std::int64_t index = 1; index < hardware_.size(); ++index) least = std::min(least, cost_on(index));
      EXPECT_EQ(cost_on(best_accelerator_by_model(problem, architecture)), least) << operation;
    }
  }
}

}  // namespace
}  // namespace dance::test
