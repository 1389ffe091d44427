// The scan of a network over all accelerators, against plain loops in float64.
#include "dance/search/evaluator/table_scan.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "core/faults.h"
#include "search/evaluator/enumeration.h"
#include "search/evaluator/synthetic_table.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

constexpr float kBeyond = std::numeric_limits<float>::max();

CostFunction scan_edap() { return CostFunction(cost_kind("edap"), {}, {2, 3, 0.5}); }

CostTable::Entries entries(std::int64_t layers, std::int64_t operations, std::int64_t accelerators,
                           std::uint64_t seed) {
  Random random(seed, "test table");
  return random_entries(layers, operations, accelerators, random);
}

Enumerated enumerate_all(const CostTable::Entries& rows, const torch::Tensor& p, const CostFunction& cost) {
  return enumerate(rows, p, cost, std::vector<std::uint8_t>(rows.area_mm2.size(), 1));
}

// Numbers of accelerators around those of whole blocks, and of rows that are no multiple of four.
TEST(TableScan, IsThatOfEnumeration) {
  for (const std::int64_t accelerators : {1, 2, 2047, 2048, 2049, 4097}) {
    for (const std::int64_t layers : {1, 3}) {
      for (const CostFunction& cost : {scan_edap(), weighted_cost(1, 2, 0.5, {2, 3, 0.5})}) {
        const CostTable::Entries rows = entries(layers, 3, accelerators, 7);
        const CostTable table = CostTable::from_entries(rows, "test");
        const torch::Tensor p = random_probabilities(layers, 3, 5);
        const Enumerated all = enumerate_all(rows, p, cost);
        const Scan scan = scan_costs(soft_network(table, p), cost);
        EXPECT_EQ(scan.best, all.best) << accelerators;
        EXPECT_TRUE(scan.within_limits);
        const double least = all.costs[static_cast<std::size_t>(all.best)];
        EXPECT_NEAR(scan.best_cost, least, 1e-12 * least);
        ASSERT_EQ(scan.costs.size(), all.costs.size());
        for (std::size_t a = 0; a < all.costs.size(); ++a)
          EXPECT_NEAR(scan.costs[a], all.costs[a], 1e-5 * all.costs[a]) << a;
      }
    }
  }
}

// Costs that float32 cannot tell apart, in two blocks: float64 decides, then the index.
TEST(TableScan, NearlyEqualCostsAreRankedInFloat64) {
  constexpr std::size_t kAccelerators = 5000;
  CostTable::Entries rows;
  rows.latency_ms = {{std::vector<float>(kAccelerators, 1.0F), std::vector<float>(kAccelerators, 0.0F)}};
  rows.energy_mj = rows.latency_ms;
  rows.fixed_latency_ms = std::vector<float>(kAccelerators, 1.0F);
  rows.fixed_energy_mj = rows.area_mm2 = rows.fixed_latency_ms;
  // By 1e-8 of the latency, which is too little for a sum in float32.
  rows.latency_ms[0][1][4321] = rows.latency_ms[0][1][4500] = -1e-7F;
  rows.latency_ms[0][1][17] = -0.9e-7F;
  const CostTable table = CostTable::from_entries(rows, "near");
  const torch::Tensor p = torch::tensor({{0.9, 0.1}}, torch::kDouble);
  EXPECT_EQ(scan_costs(soft_network(table, p), scan_edap()).best, 4321);
}

TEST(TableScan, SumsAreWeighedByTheProbabilities) {
  const CostTable::Entries rows = entries(2, 3, 10, 1);
  const CostTable table = CostTable::from_entries(rows, "test");
  const torch::Tensor p = random_probabilities(2, 3, 2);
  const SoftNetwork network = soft_network(table, p);
  for (std::int64_t a = 0; a < 10; ++a) {
    const Metrics expected = expected_metrics(rows, p, a), got = network.at(a);
    EXPECT_NEAR(got.latency_ms, expected.latency_ms, 1e-12);
    EXPECT_NEAR(got.energy_mj, expected.energy_mj, 1e-12);
    EXPECT_EQ(got.area_mm2, expected.area_mm2);
  }
}

// A layer may have fewer operations than the matrix has columns; what lies beyond them is not looked at.
TEST(TableScan, OperationsThatALayerLacksAreNotCounted) {
  CostTable::Entries rows = entries(2, 3, 4, 1);
  rows.latency_ms[0].pop_back();
  rows.energy_mj[0].pop_back();
  const CostTable table = CostTable::from_entries(rows, "uneven");
  const torch::Tensor p = torch::tensor({{0.25, 0.75, 9.0, 9.0}, {0.0, 0.5, 0.5, 9.0}}, torch::kDouble);
  const SoftNetwork network = soft_network(table, p);
  EXPECT_EQ(network.probabilities, (std::vector<double>{0.25, 0.75, 0.5, 0.5}));
  const double expected = rows.fixed_latency_ms[3] + 0.25 * rows.latency_ms[0][0][3] +
                          0.75 * rows.latency_ms[0][1][3] + 0.5 * rows.latency_ms[1][1][3] +
                          0.5 * rows.latency_ms[1][2][3];
  EXPECT_NEAR(network.at(3).latency_ms, expected, 1e-12);
}

TEST(TableScan, RefusesProbabilitiesOfAnotherShape) {
  const CostTable table = CostTable::from_entries(entries(2, 3, 4, 1), "test");
  const auto message = [&](const torch::Tensor& p) {
    return message_of([&] { soft_network(table, p.to(torch::kDouble)); });
  };
  EXPECT_THAT(message(torch::ones({2, 2})), HasSubstr("expected [2, 3]; got [2, 2]"));
  EXPECT_THAT(message(torch::ones({3, 3})), HasSubstr("got [3, 3]"));
  EXPECT_THAT(message(torch::ones({6})), HasSubstr("got [6]"));
  EXPECT_EQ(message(torch::ones({2, 4})), "");
}

// Limits between what the accelerators have: the cheapest that meets both, and no cost for the others.
TEST(TableScan, TakesTheCheapestWithinTheLimits) {
  int cheapest_is_beyond = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const CostTable::Entries rows = entries(2, 3, 3000, seed);
    const CostTable table = CostTable::from_entries(rows, "test");
    const torch::Tensor p = random_probabilities(2, 3, seed);
    const Enumerated all = enumerate_all(rows, p, scan_edap());
    const Metrics& some = all.metrics[static_cast<std::size_t>(seed * 100)];
    // A little above what one has, so that it is within in float32 too.
    const Limits limits{.max_latency_ms = some.latency_ms * (1 + 1e-6),
                        .max_energy_mj = some.energy_mj * (1 + 1e-6)};
    std::size_t best = static_cast<std::size_t>(seed * 100), within = 0;
    const Scan scan = scan_costs(soft_network(table, p), scan_edap(), limits);
    for (std::size_t a = 0; a < all.costs.size(); ++a) {
      const double excess = limits.excess(all.metrics[a]);
      if (excess <= 0 && all.costs[a] < all.costs[best]) best = a;
      within += excess <= 0 ? 1 : 0;
      if (std::abs(excess) < 1e-6) continue;  // too close for float32
      EXPECT_EQ(scan.costs[a] == kBeyond, excess > 0) << a;
    }
    ASSERT_GT(within, 0U);
    EXPECT_TRUE(scan.within_limits);
    EXPECT_EQ(scan.best, static_cast<std::int64_t>(best)) << seed;
    cheapest_is_beyond += static_cast<std::int64_t>(best) != all.best ? 1 : 0;
  }
  EXPECT_GT(cheapest_is_beyond, 0);
}

TEST(TableScan, TakesTheNearestWhereNothingIsWithinTheLimits) {
  for (const bool both : {false, true}) {
    const CostTable::Entries rows = entries(2, 3, 3000, 4);
    const CostTable table = CostTable::from_entries(rows, "test");
    const torch::Tensor p = random_probabilities(2, 3, 4);
    const Enumerated all = enumerate_all(rows, p, scan_edap());
    Limits limits{.max_energy_mj = 1e-3};
    if (both) limits.max_latency_ms = 1.2e-3;
    std::size_t nearest = 0;
    for (std::size_t a = 1; a < all.metrics.size(); ++a)
      if (limits.excess(all.metrics[a]) < limits.excess(all.metrics[nearest])) nearest = a;
    const Scan scan = scan_costs(soft_network(table, p), scan_edap(), limits);
    EXPECT_FALSE(scan.within_limits);
    EXPECT_EQ(scan.best, static_cast<std::int64_t>(nearest));
    EXPECT_NEAR(scan.best_cost, all.costs[nearest], 1e-12 * all.costs[nearest]);
  }
}

// Of accelerators that are equally near, the cheapest; of equally cheap ones, the first.
TEST(TableScan, OfEquallyNearAcceleratorsTakesTheCheapest) {
  CostTable::Entries rows = entries(1, 2, 6, 1);
  const auto same = [](std::vector<float>& row) { row.assign(6, 1.0F); };
  for (std::vector<float>* row :
       {&rows.fixed_latency_ms, &rows.fixed_energy_mj, &rows.latency_ms[0][0], &rows.energy_mj[0][0]})
    same(*row);
  rows.area_mm2 = {3, 2, 1, 1, 2, 3};
  const CostTable table = CostTable::from_entries(rows, "equal");
  const torch::Tensor p = torch::tensor({{1.0, 0.0}}, torch::kDouble);
  const Scan scan = scan_costs(soft_network(table, p), scan_edap(), {.max_latency_ms = 0.5});
  EXPECT_FALSE(scan.within_limits);
  EXPECT_EQ(scan.best, 2);
  EXPECT_EQ(scan_costs(soft_network(table, p), scan_edap()).best, 2);
}

TEST(TableScan, ThatNoCostIsFiniteIsAFailureOfTheRun) {
  const CostTable table = CostTable::from_entries(entries(2, 3, 3000, 1), "test");
  const torch::Tensor p = torch::full({2, 3}, std::nan(""), torch::kDouble);
  for (const Limits& limits : {Limits{}, Limits{.max_latency_ms = 1}}) {
    try {
      scan_costs(soft_network(table, p), scan_edap(), limits);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), kExitRunFailure);
      EXPECT_THAT(error.what(), HasSubstr("probabilities are not finite"));
    }
  }
}

TEST(TableScan, ThreadsDoNotChangeABit) {
  const CostTable table = CostTable::from_entries(entries(3, 3, 9000, 1), "test");
  const torch::Tensor p = random_probabilities(3, 3, 1);
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const Scan one = scan_costs(soft_network(table, p), scan_edap());
  at::set_num_threads(4);
  const Scan four = scan_costs(soft_network(table, p), scan_edap());
  at::set_num_threads(threads);
  EXPECT_EQ(one.best, four.best);
  EXPECT_EQ(one.costs, four.costs);
}

}  // namespace
}  // namespace dance::test
