// The Pareto front against a comparison of all pairs.
#include "dance/engine/table/pareto.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "dance/core/random.h"

namespace dance::test {
namespace {

bool dominates(const Metrics& a, const Metrics& b) {
  const bool no_worse =
      a.latency_ms <= b.latency_ms && a.energy_mj <= b.energy_mj && a.area_mm2 <= b.area_mm2;
  return no_worse && (a.latency_ms < b.latency_ms || a.energy_mj < b.energy_mj || a.area_mm2 < b.area_mm2);
}

bool equal(const Metrics& a, const Metrics& b) {
  return a.latency_ms == b.latency_ms && a.energy_mj == b.energy_mj && a.area_mm2 == b.area_mm2;
}

// Indices on the front, ascending.
std::vector<std::int64_t> by_pairs(const std::vector<Metrics>& all) {
  std::vector<std::int64_t> front;
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool kept = true;
    for (std::size_t j = 0; j < all.size() && kept; ++j) {
      kept = !dominates(all[j], all[i]) && !(j < i && equal(all[j], all[i]));
    }
    if (kept) front.push_back(static_cast<std::int64_t>(i));
  }
  return front;
}

std::vector<std::int64_t> indices(ParetoFront& front) {
  std::vector<std::int64_t> out;
  for (const ParetoPoint& point : front.points()) out.push_back(point.index);
  std::sort(out.begin(), out.end());
  return out;
}

// `values` steps per metric: few make ties; 0: a shell on which nearly all points are non-dominated.
std::vector<Metrics> random_metrics(Random& random, std::size_t count, std::uint64_t values) {
  std::vector<Metrics> all;
  for (std::size_t i = 0; i < count; ++i) {
    const auto draw = [&](std::uint64_t below) { return static_cast<double>(random.below(below)) + 1; };
    if (values > 0) {
      all.push_back({draw(values), draw(values), draw(values)});
    } else {
      const double x = draw(1000), y = draw(1000);
      all.push_back({x, y, 3000 - x - y});
    }
  }
  return all;
}

TEST(Pareto, AgreesWithAllPairs) {
  Random random(11, "pareto test");
  for (const std::uint64_t values : {2u, 5u, 40u, 1000000u, 0u}) {
    for (const std::size_t count : {1u, 2u, 30u, 1500u}) {
      const std::vector<Metrics> all = random_metrics(random, count, values);
      ParetoFront front;
      for (std::size_t i = 0; i < count; ++i) front.insert(static_cast<std::int64_t>(i), all[i]);
      EXPECT_EQ(indices(front), by_pairs(all)) << count << " points of " << values << " values";
    }
  }
}

TEST(Pareto, BlocksInAnyOrderGiveTheSameFront) {
  Random random(12, "pareto test");
  const std::vector<Metrics> all = random_metrics(random, 30000, 60);  // several reductions, many ties
  ParetoFront whole;
  for (std::size_t i = 0; i < all.size(); ++i) whole.insert(static_cast<std::int64_t>(i), all[i]);
  ParetoFront backwards, merged;
  for (std::size_t i = all.size(); i-- > 0;) backwards.insert(static_cast<std::int64_t>(i), all[i]);
  for (std::size_t block = 7; block-- > 0;) {
    ParetoFront part;
    for (std::size_t i = block; i < all.size(); i += 7) part.insert(static_cast<std::int64_t>(i), all[i]);
    merged.merge(part);
  }
  EXPECT_EQ(indices(backwards), indices(whole));
  EXPECT_EQ(indices(merged), indices(whole));
  EXPECT_TRUE(std::is_sorted(whole.points().begin(), whole.points().end(), [](const auto& a, const auto& b) {
    return a.metrics.latency_ms < b.metrics.latency_ms;
  }));
}

TEST(Pareto, Empty) {
  ParetoFront front;
  front.merge({});
  EXPECT_TRUE(front.points().empty());
}

}  // namespace
}  // namespace dance::test
