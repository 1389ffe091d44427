// The design nearest to limits, and the least metrics, against every network on every accelerator.
#include "dance/engine/table/reachable.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/table/every_design.h"

namespace dance::test {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

TEST(NearestDesign, IsThatOfEnumeration) {
  Random random(1, "nearest design");
  int met = 0, missed = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const CostTable table = small_table(random);
    const Limits limits = random_limits(random);
    double least = kNone;
    for_each_design(table, [&](const std::vector<int>&, const Metrics& metrics) {
      least = std::min(least, limits.excess(metrics));
    });
    const auto nearest = nearest_design(table, limits);
    ASSERT_EQ(nearest.has_value(), least < kNone);
    if (!nearest) continue;
    const NetworkSums sums = network_sums(table, nearest->architecture);
    const auto a = static_cast<std::size_t>(nearest->accelerator);
    EXPECT_NE(table.feasible()[a], 0);
    const Metrics metrics{sums.latency_ms[a], sums.energy_mj[a], table.area_mm2()[a]};
    EXPECT_NEAR(nearest->metrics.latency_ms, metrics.latency_ms, 1e-12);
    EXPECT_NEAR(nearest->metrics.energy_mj, metrics.energy_mj, 1e-12);
    EXPECT_EQ(nearest->metrics.area_mm2, metrics.area_mm2);
    if (least <= 0) {
      EXPECT_LE(limits.excess(metrics), 1e-12);
      ++met;
    } else {
      EXPECT_NEAR(limits.excess(metrics), least, 1e-9);
      ++missed;
    }
  }
  EXPECT_GT(met, 20);
  EXPECT_GT(missed, 20);
}

TEST(LeastMetrics, AreThoseOfEnumeration) {
  Random random(2, "least metrics");
  const CostTable table = small_table(random);
  Metrics least{kNone, kNone, kNone};
  for_each_design(table, [&](const std::vector<int>&, const Metrics& metrics) {
    least.latency_ms = std::min(least.latency_ms, metrics.latency_ms);
    least.energy_mj = std::min(least.energy_mj, metrics.energy_mj);
    least.area_mm2 = std::min(least.area_mm2, metrics.area_mm2);
  });
  const Metrics found = least_metrics(table);
  EXPECT_NEAR(found.latency_ms, least.latency_ms, 1e-12);
  EXPECT_NEAR(found.energy_mj, least.energy_mj, 1e-12);
  EXPECT_EQ(found.area_mm2, least.area_mm2);
}

}  // namespace
}  // namespace dance::test
