// The exact best accelerator against direct enumeration of random tables.
#include "dance/engine/table/explore.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/table/random_entries.h"

namespace dance::test {
namespace {

constexpr std::size_t kAccelerators = 50;

TEST(Explore, FindsWhatEnumerationFinds) {
  Random random(7, "explore test");
  for (int trial = 0; trial < 100; ++trial) {
    const CostTable::Entries rows = test::random_entries(
        random, kAccelerators, [&] { return static_cast<float>(random.uniform(0.1, 1)); });
    const CostTable table = CostTable::from_entries(rows, "test");
    const std::vector<int> architecture = test::random_architecture(random);
    CostFunction cost;
    if (trial % 2 == 0) cost = weighted_cost(0.5, 2, 1, {3, 2, 0.7});
    Limits limits;
    if (trial % 3 == 0) limits.max_area_mm2 = 0.6;
    if (trial % 5 == 0) limits.max_latency_ms = 2.4;
    std::vector<std::pair<double, std::int64_t>> expected;
    for (std::size_t a = 0; a < kAccelerators; ++a) {
      double latency = rows.fixed_latency_ms[a], energy = rows.fixed_energy_mj[a];
      for (std::size_t p = 0; p < 3; ++p) {
        latency += static_cast<double>(rows.latency_ms[p][static_cast<std::size_t>(architecture[p])][a]);
        energy += static_cast<double>(rows.energy_mj[p][static_cast<std::size_t>(architecture[p])][a]);
      }
      const double area = static_cast<double>(rows.area_mm2[a]);
      if (rows.feasible[a] == 0 || (limits.max_area_mm2 && area > 0.6) ||
          (limits.max_latency_ms && latency > 2.4))
        continue;
      const double value =
          trial % 2 == 0 ? 0.5 * latency / 3 + 2 * energy / 2 + area / 0.7 : latency * energy * area;
      expected.emplace_back(value, static_cast<std::int64_t>(a));
    }
    std::sort(expected.begin(), expected.end());
    const Exploration found = explore(table, architecture, cost, limits, 5);
    EXPECT_EQ(found.feasible, static_cast<std::int64_t>(expected.size()));
    ASSERT_EQ(found.best.size(), std::min<std::size_t>(5, expected.size()));
    for (std::size_t i = 0; i < found.best.size(); ++i) {
      EXPECT_EQ(found.best[i].index, expected[i].second);
      EXPECT_NEAR(found.best[i].cost, expected[i].first, 1e-12 * expected[i].first);
      EXPECT_NEAR(cost(network_metrics(table, architecture, expected[i].second)), expected[i].first,
                  1e-12 * expected[i].first);
    }
  }
}

TEST(Explore, NamesTheNearestWhereNothingHolds) {
  CostTable::Entries rows;
  rows.fixed_latency_ms = {4, 3, 2};
  rows.fixed_energy_mj = {1, 1, 1};
  rows.area_mm2 = {1, 1.5f, 4};
  const CostTable table = CostTable::from_entries(rows, "test");
  Limits limits;
  limits.max_latency_ms = 1;
  limits.max_area_mm2 = 1;
  const Exploration found = explore(table, {}, CostFunction{}, limits);
  EXPECT_EQ(found.feasible, 0);
  EXPECT_TRUE(found.best.empty());
  ASSERT_TRUE(found.nearest.has_value());
  EXPECT_EQ(found.nearest->index, 1);  // violations 3, 2 and 3
}

TEST(Explore, LimitsHoldAtTheLimit) {
  Limits limits;
  limits.max_energy_mj = 2;
  EXPECT_TRUE(limits.hold({9, 2, 9}));
  EXPECT_FALSE(limits.hold({9, 2.0001, 9}));
}

}  // namespace
}  // namespace dance::test
