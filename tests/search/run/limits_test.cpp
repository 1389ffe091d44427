// Searches under hard limits: the design meets them on the true model, the network is changed where it breaks
// one, and what nothing can meet is refused before the search.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "core/faults.h"
#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/table/reachable.h"
#include "dance/search/methods/limit_weight.h"
#include "dance/search/run/limit_check.h"
#include "dance/search/run/run.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

using test::message_of;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(LimitWeight, GrowsWhileTheLimitIsExceededAndFallsToZero) {
  LimitWeight weight;
  EXPECT_EQ(weight.update(-0.5), 0);
  double last = 0;
  for (int step = 0; step < 20; ++step) {
    const double next = weight.update(0.2);
    EXPECT_GT(next, last);
    last = next;
  }
  EXPECT_GT(weight.update(-0.001), 0);  // at the limit the weight holds
  for (int step = 0; step < 10000; ++step) last = weight.update(-0.1);
  EXPECT_EQ(last, 0);
}

class LimitedRun : public test::MicroProblem {
 protected:
  Problem problem(const Limits& limits) const { return {space_, hardware_, table_, cost_, limits}; }

  // A result whose most probable operations are those of `architecture`.
  SearchResult result_of(const Architecture& architecture) const {
    SearchResult result;
    result.architecture = architecture;
    result.probabilities = torch::full({table_.positions(), space_.max_operations()}, 0.1);
    for (std::size_t i = 0; i < architecture.size(); ++i)
      result.probabilities[static_cast<std::int64_t>(i)][architecture[i]] = 0.5;
    return result;
  }

  std::string refusal(const Limits& limits) const {
    return message_of([&] { check_reachable(problem(limits), "search.yaml"); });
  }
};

TEST_F(LimitedRun, WhatNothingMeetsIsRefusedWithTheNearestDesign) {
  const Metrics least = least_metrics(table_);
  EXPECT_NO_THROW(check_reachable(problem({.max_latency_ms = least.latency_ms * 1.01}), "search.yaml"));
  EXPECT_THAT(refusal({.max_latency_ms = least.latency_ms * 0.9}),
              AllOf(HasSubstr("search.yaml: limits.max_latency_ms: no network of 'micro'"),
                    HasSubstr("with mappings of least edp; expected at least "), HasSubstr("nearest design"),
                    Not(HasSubstr("together"))));
  // The value that it calls enough is enough.
  const std::string message = refusal({.max_latency_ms = least.latency_ms * 0.9});
  const double enough_ms = std::stod(message.substr(message.find("at least ") + 9));
  EXPECT_NO_THROW(check_reachable(problem({.max_latency_ms = enough_ms}), "search.yaml"));
  EXPECT_LT(enough_ms, least.latency_ms * 1.002);
  // Each limit can be met, but the fastest design is not the smallest.
  const std::string both =
      refusal({.max_latency_ms = least.latency_ms * 1.001, .max_area_mm2 = least.area_mm2 * 1.001});
  EXPECT_THAT(both, AllOf(HasSubstr("cannot be met together"), HasSubstr("mm2"), HasSubstr("PEs")));
}

TEST_F(LimitedRun, ANetworkThatBreaksALimitIsChangedAsLittleAsItTakes) {
  const Architecture largest = uniform_architecture(space_, "mbconv_k5_e3");
  const double fastest_ms = nearest_design(table_, {})->metrics.latency_ms;
  const NetworkSums sums = network_sums(table_, largest);
  const double largest_ms = *std::min_element(sums.latency_ms.begin(), sums.latency_ms.end());
  const SearchResult result = result_of(largest);
  EXPECT_EQ(within_limits(problem({.max_latency_ms = largest_ms * 1.01}), result), largest);

  const Limits limits{.max_latency_ms = largest_ms * 0.97};
  ASSERT_LT(fastest_ms, largest_ms * 0.97);
  const Architecture changed = within_limits(problem(limits), result);
  EXPECT_EQ(changes_between(space_, largest, changed).size(), 1U);  // every operation saves more than 3 %
  EXPECT_FALSE(explore(table_, changed, cost_, limits).best.empty());
}

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
