// Limits; the design nearest to them and the most probable network within them, against enumeration of every
// network on every accelerator.
#include "dance/engine/cost/limits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "dance/engine/table/explore.h"
#include "dance/engine/table/most_probable_within.h"
#include "dance/engine/table/reachable.h"
#include "engine/table/random_entries.h"

namespace dance::test {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

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

// Every network of a table on every accelerator that can run it.
template <typename Visit>
void for_each_design(const CostTable& table, const Visit& visit) {
  std::vector<int> architecture(static_cast<std::size_t>(table.positions()), 0);
  for (bool more = true; more;) {
    const NetworkSums sums = network_sums(table, architecture);
    for (std::size_t a = 0; a < sums.latency_ms.size(); ++a) {
      if (table.feasible()[a] != 0)
        visit(architecture, Metrics{sums.latency_ms[a], sums.energy_mj[a], table.area_mm2()[a]});
    }
    more = false;
    for (std::size_t p = 0; p < architecture.size() && !more; ++p) {
      more = ++architecture[p] < table.operations(static_cast<std::int64_t>(p));
      if (!more) architecture[p] = 0;
    }
  }
}

CostTable small_table(Random& random) {
  const CostTable::Entries rows = test::random_entries(
      random, 40, [&] { return static_cast<float>(0.01 + random.uniform(0, 1) * random.uniform(0, 1)); });
  return CostTable::from_entries(rows, "test");
}

// Some of the limits, around what random designs have.
Limits random_limits(Random& random) {
  Limits limits;
  const auto kinds = 1 + random.below(7);
  if ((kinds & 1) != 0) limits.max_latency_ms = random.uniform(0.05, 1.2);
  if ((kinds & 2) != 0) limits.max_energy_mj = random.uniform(0.05, 1.2);
  if ((kinds & 4) != 0) limits.max_area_mm2 = random.uniform(0.01, 0.4);
  return limits;
}

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

TEST(MostProbableWithin, IsThatOfEnumeration) {
  Random random(3, "most probable");
  int bound = 0, refused = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const CostTable table = small_table(random);
    const Limits limits = random_limits(random);
    std::vector<std::vector<double>> log_probabilities;
    double unlimited = 0;
    for (std::int64_t p = 0; p < table.positions(); ++p) {
      auto& layer = log_probabilities.emplace_back();
      for (std::int64_t o = 0; o < table.operations(p); ++o)
        layer.push_back(std::log(random.uniform(1e-4, 1)));
      unlimited += *std::max_element(layer.begin(), layer.end());
    }
    const auto log_probability = [&](const std::vector<int>& architecture) {
      double sum = 0;
      for (std::size_t p = 0; p < architecture.size(); ++p)
        sum += log_probabilities[p][static_cast<std::size_t>(architecture[p])];
      return sum;
    };
    double best = -kNone;
    for_each_design(table, [&](const std::vector<int>& architecture, const Metrics& metrics) {
      if (limits.hold(metrics)) best = std::max(best, log_probability(architecture));
    });
    const auto found = most_probable_within(table, log_probabilities, limits, 2);
    ASSERT_EQ(found.has_value(), best > -kNone) << trial;
    if (!found) {
      ++refused;
      continue;
    }
    EXPECT_GE(log_probability(*found), best - 1.001e-3);
    EXPECT_LE(log_probability(*found), best + 1e-9);
    if (best < unlimited - 1e-3) ++bound;
  }
  EXPECT_GT(bound, 20);  // trials where the limits cost probability
  EXPECT_GT(refused, 20);
}

}  // namespace
}  // namespace dance::test
