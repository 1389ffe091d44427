// The least ratios of accelerators' metrics and costs against networks drawn at random, one-hot and soft: a
// bound that lies above a true ratio would rule out accelerators that are best.
#include "dance/engine/table/cost_bound.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "engine/cost/kinds_of_cost.h"
#include "engine/table/random_entries.h"

namespace dance::test {
namespace {

constexpr std::size_t kAccelerators = 12;
using Probabilities = std::vector<std::vector<double>>;  // [position][operation]

Probabilities random_probabilities(Random& random, bool is_one_hot) {
  Probabilities probabilities;
  for (const std::size_t operations : kOperations) {
    auto& layer = probabilities.emplace_back(operations, 0);
    if (is_one_hot) {
      layer[random.below(operations)] = 1;
      continue;
    }
    double sum = 0;
    for (double& p : layer) sum += p = random.uniform(0, 1) * random.uniform(0, 1);
    for (double& p : layer) p /= sum;
  }
  return probabilities;
}

Metrics metrics_of(const CostTable::Entries& entries, const Probabilities& probabilities, std::size_t a) {
  Metrics sum{entries.fixed_latency_ms[a], entries.fixed_energy_mj[a], entries.area_mm2[a]};
  for (std::size_t l = 0; l < probabilities.size(); ++l) {
    for (std::size_t o = 0; o < probabilities[l].size(); ++o) {
      sum.latency_ms += probabilities[l][o] * entries.latency_ms[l][o][a];
      sum.energy_mj += probabilities[l][o] * entries.energy_mj[l][o][a];
    }
  }
  return sum;
}

TEST(CostBound, IsNeverAboveTheTrueRatio) {
  constexpr double kRounding = 1e-9;
  Random random(1, "cost bound");
  for (int trial = 0; trial < 40; ++trial) {
    const CostTable::Entries entries = random_entries(random, kAccelerators, [&] {
      return random.below(8) == 0 ? 0.0F : static_cast<float>(random.uniform(0.2, 2));
    });
    CostTable::Entries positive = entries;  // every network has fixed layers, every accelerator an area
    for (auto* row : {&positive.fixed_latency_ms, &positive.fixed_energy_mj, &positive.area_mm2})
      for (float& value : *row) value += 0.1F;
    const CostTable table = CostTable::from_entries(positive, "bound");
    const std::size_t champion = random.below(kAccelerators);
    for (const CostFunction& cost : random_costs(random)) {
      const LeastRatios bound = least_ratios(table, champion, cost);
      EXPECT_DOUBLE_EQ(bound.cost[champion], 1);
      for (int n = 0; n < 40; ++n) {
        const Probabilities network = random_probabilities(random, n % 2 == 0);
        const Metrics best = metrics_of(positive, network, champion);
        for (std::size_t a = 0; a < kAccelerators; ++a) {
          const Metrics own = metrics_of(positive, network, a);
          EXPECT_LE(bound.latency[a], own.latency_ms / best.latency_ms * (1 + kRounding));
          EXPECT_LE(bound.energy[a], own.energy_mj / best.energy_mj * (1 + kRounding));
          EXPECT_LE(bound.cost[a], cost(own) / cost(best) * (1 + kRounding)) << cost.formula();
        }
      }
    }
  }
}

// Where one accelerator is worse by the same factors in every entry, the bound is the ratio itself.
TEST(CostBound, IsTheRatioWhereAllEntriesAreInProportion) {
  Random random(2, "cost bound");
  CostTable::Entries entries =
      random_entries(random, 2, [&] { return static_cast<float>(random.uniform(0.5, 2)); });
  const auto scale = [](std::vector<float>& row, float factor) { row[1] = factor * row[0]; };
  for (auto& layer : entries.latency_ms)
    for (auto& row : layer) scale(row, 2);
  for (auto& layer : entries.energy_mj)
    for (auto& row : layer) scale(row, 2);
  scale(entries.fixed_latency_ms, 2);
  scale(entries.fixed_energy_mj, 2);
  scale(entries.area_mm2, 2);
  const CostTable table = CostTable::from_entries(entries, "bound");
  EXPECT_NEAR(least_ratios(table, 0, CostFunction()).cost[1], 8, 1e-6);
  EXPECT_NEAR(least_ratios(table, 0, weighted_cost(1, 2, 3)).cost[1], 2, 1e-6);
  EXPECT_NEAR(least_ratios(table, 0, product_cost(2, 0, 1)).cost[1], 8, 1e-6);
  EXPECT_NEAR(least_ratios(table, 0, CostFunction(made_up_kind())).cost[1], 2, 1e-6);  // the lesser of 8, 2
}

}  // namespace
}  // namespace dance::test
