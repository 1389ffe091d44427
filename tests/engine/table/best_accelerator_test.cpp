// The one-pass minimum against `explore`, which ranks every accelerator by itself: on tables of several
// blocks, with ties, limits and accelerators that cannot run the network.
#include "dance/engine/table/best_accelerator.h"

#include <gtest/gtest.h>

#include "engine/table/random_entries.h"

namespace dance::test {
namespace {

constexpr std::size_t kAccelerators = 3000;

// Few different values, so that accelerators tie.
CostTable random_table(Random& random, std::uint64_t values) {
  const CostTable::Entries rows = test::random_entries(
      random, kAccelerators, [&] { return 0.25f * static_cast<float>(1 + random.below(values)); });
  return CostTable::from_entries(rows, "test");
}

std::vector<std::vector<int>> random_architectures(Random& random, std::size_t count) {
  std::vector<std::vector<int>> architectures(count);
  for (auto& architecture : architectures) architecture = test::random_architecture(random);
  return architectures;
}

void expect_first_of(const Exploration& exploration, const BestAccelerator& best) {
  if (exploration.best.empty()) {
    EXPECT_EQ(best.index, -1);
    return;
  }
  const RankedAccelerator& first = exploration.best.front();
  EXPECT_EQ(best.index, first.index);
  EXPECT_EQ(best.cost, first.cost);
  EXPECT_EQ(best.metrics.latency_ms, first.metrics.latency_ms);
  EXPECT_EQ(best.metrics.energy_mj, first.metrics.energy_mj);
  EXPECT_EQ(best.metrics.area_mm2, first.metrics.area_mm2);
}

TEST(BestAccelerator, IsTheFirstThatExploreRanks) {
  Random random(3, "best accelerator");
  for (int trial = 0; trial < 40; ++trial) {
    const CostTable table = random_table(random, trial < 20 ? 4 : 100000);
    CostFunction cost;
    cost.reference = {1.3, 0.7, 2.9};
    if (trial % 2 == 0) cost = weighted_cost(0.5, 2, 1, {3, 2, 0.7});
    if (trial % 5 == 0) cost = weighted_cost(1, 0, 0, {3, 2, 0.7});
    if (trial % 6 == 1) cost = product_cost(0.5, 2, 1.5, {3, 2, 0.7});
    if (trial % 6 == 3) cost = CostFunction(cost_kind("edp"), {}, {3, 2, 0.7});
    Limits limits;
    if (trial % 3 == 0) limits.max_area_mm2 = trial < 20 ? 0.5 : 5000;
    if (trial % 4 == 0) limits.max_latency_ms = trial < 20 ? 2.25 : 40000;
    if (trial % 7 == 0) limits.max_energy_mj = trial < 20 ? 1.75 : 30000;
    const auto architectures = random_architectures(random, 100);
    const auto together = best_accelerators(table, architectures, cost, limits, 1 + trial % 2);
    for (std::size_t i = 0; i < architectures.size(); ++i) {
      expect_first_of(explore(table, architectures[i], cost, limits), together[i]);
      EXPECT_EQ(best_accelerator(table, architectures[i], cost, limits).index, together[i].index);
    }
  }
}

TEST(BestAccelerator, ThereIsNoneWhereNoLimitHolds) {
  Random random(4, "best accelerator");
  const CostTable table = random_table(random, 4);
  Limits limits;
  limits.max_area_mm2 = 0.1;
  EXPECT_EQ(best_accelerator(table, {0, 0, 0}, CostFunction{}, limits).index, -1);
}

TEST(BestAccelerator, AnArchitectureOfAnotherSpaceIsRefused) {
  Random random(5, "best accelerator");
  const CostTable table = random_table(random, 4);
  EXPECT_THROW(best_accelerator(table, {0, 0}, CostFunction{}), std::invalid_argument);
}

}  // namespace
}  // namespace dance::test
