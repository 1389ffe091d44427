// The exact best accelerator against direct enumeration of random tables.
#include "dance/cost/explore.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "dance/core/random.h"

namespace dance {
namespace {

constexpr std::size_t kAccelerators = 50;

CostTable::Rows random_rows(Random& random) {
  CostTable::Rows rows;
  const auto row = [&] {
    std::vector<float> values(kAccelerators);
    for (float& value : values) value = static_cast<float>(random.uniform(0.1, 1));
    return values;
  };
  for (std::size_t operations : {3u, 2u, 4u}) {
    rows.latency_ms.emplace_back();
    rows.energy_mj.emplace_back();
    for (std::size_t o = 0; o < operations; ++o) {
      rows.latency_ms.back().push_back(row());
      rows.energy_mj.back().push_back(row());
    }
  }
  rows.fixed_latency_ms = row();
  rows.fixed_energy_mj = row();
  rows.area_mm2 = row();
  for (std::size_t a = 0; a < kAccelerators; ++a) rows.feasible.push_back(random.below(5) != 0);
  return rows;
}

TEST(Explore, FindsWhatEnumerationFinds) {
  Random random(7, "explore test");
  for (int trial = 0; trial < 100; ++trial) {
    const CostTable::Rows rows = random_rows(random);
    const CostTable table = CostTable::from_rows(rows, "test");
    const std::vector<int> architecture = {static_cast<int>(random.below(3)),
                                           static_cast<int>(random.below(2)),
                                           static_cast<int>(random.below(4))};
    CostFunction cost;
    if (trial % 2 == 0) cost = {CostKind::Weighted, 0.5, 2, 1, {3, 2, 0.7}};
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
    }
  }
}

TEST(Explore, NamesTheNearestWhereNothingHolds) {
  CostTable::Rows rows;
  rows.fixed_latency_ms = {4, 3, 2};
  rows.fixed_energy_mj = {1, 1, 1};
  rows.area_mm2 = {1, 1.5f, 4};
  const CostTable table = CostTable::from_rows(rows, "test");
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
}  // namespace dance
