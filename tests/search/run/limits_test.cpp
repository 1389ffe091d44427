// Whole searches under hard limits: the design meets them on the true model, and what nothing can meet is
// refused before the search.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "core/faults.h"
#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/table/reachable.h"
#include "dance/search/run/run.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

using test::message_of;
using ::testing::StartsWith;

using LimitedRun = MicroProblem;

// Both limits bind: the design without them breaks each. Layer by layer, the true model says that the design
// meets them.
TEST_F(LimitedRun, TheDesignMeetsItsLimitsOnTheTrueModel) {
  const Metrics free =
      run_design_search(load_search_config(config_file_, {}), test::micro_data(), folder_ / "free", work())
          .design.metrics;
  const Metrics least = least_metrics(table_);
  const double latency_ms = std::sqrt(least.latency_ms * free.latency_ms),
               energy_mj = std::sqrt(least.energy_mj * free.energy_mj);
  ASSERT_LT(latency_ms, 0.999 * free.latency_ms);
  ASSERT_LT(energy_mj, 0.999 * free.energy_mj);
  const SearchConfig config =
      load_search_config(config_file_, {fmt::format("limits.max_latency_ms={}", latency_ms),
                                        fmt::format("limits.max_energy_mj={}", energy_mj)});
  const Design design = run_design_search(config, test::micro_data(), folder_ / "limited", work()).design;
  const Network network = lower(space_, parse_architecture(space_, design.operations()));
  GivenMappings mappings;
  for (const LayerCost& layer : design.layers) mappings[layer.name] = layer.mapping;
  const Metrics actual = network_cost(network, hardware_, design.accelerator, mappings).metrics;
  EXPECT_NEAR(actual.latency_ms, design.metrics.latency_ms, 1e-12);
  EXPECT_NEAR(actual.energy_mj, design.metrics.energy_mj, 1e-12);
  EXPECT_LE(actual.latency_ms, latency_ms);
  EXPECT_LE(actual.energy_mj, energy_mj);
  const Design read = read_design(folder_ / "limited");
  EXPECT_EQ(read.limits.limits, design.limits.limits);
  EXPECT_EQ(read.limits.changes, design.limits.changes);
  EXPECT_EQ(read.limits.within_since, design.limits.within_since);
  EXPECT_DOUBLE_EQ(read.limits.excess, design.limits.excess);
  EXPECT_EQ(load_search_config(folder_ / "limited" / "config.yaml", {}).limits, config.limits);
}

TEST_F(LimitedRun, WhatIsRefusedLeavesNoFolder) {
  const SearchConfig config = load_search_config(config_file_, {"limits.max_latency_ms=1e-9"});
  EXPECT_THAT(message_of([&] { run_design_search(config, test::micro_data(), folder_ / "run", work()); }),
              StartsWith("limits.max_latency_ms: no network of 'micro'"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "run"));
}

}  // namespace
}  // namespace dance::test
