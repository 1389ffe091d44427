// The checks of hard limits before and after a search, on a table small enough to see through.
#include "dance/search/run/limit_check.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "core/faults.h"
#include "dance/engine/table/explore.h"
#include "dance/engine/table/reachable.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class LimitCheck : public MicroProblem {
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

  // Calls `use` with every network of the space.
  template <typename Use>
  void for_each_network(const Use& use) const {
    Architecture network(space_.layers.size(), 0);
    for (;;) {
      use(network);
      std::size_t layer = 0;
      while (layer < network.size() &&
             ++network[layer] == static_cast<int>(space_.layers[layer].operations.size()))
        network[layer++] = 0;
      if (layer == network.size()) return;
    }
  }

  // Whether some accelerator runs the network within the limits, by the rows of the table.
  bool fits(const Architecture& network, const Limits& limits) const {
    for (std::int64_t a = 0; a < table_.accelerators(); ++a) {
      double latency_ms = table_.fixed_latency_ms()[a], energy_mj = table_.fixed_energy_mj()[a];
      for (std::size_t l = 0; l < network.size(); ++l) {
        latency_ms += table_.latency_ms(static_cast<std::int64_t>(l), network[l])[a];
        energy_mj += table_.energy_mj(static_cast<std::int64_t>(l), network[l])[a];
      }
      if (latency_ms <= limits.max_latency_ms.value_or(1e300) &&
          energy_mj <= limits.max_energy_mj.value_or(1e300) &&
          table_.area_mm2()[a] <= limits.max_area_mm2.value_or(1e300))
        return true;
    }
    return false;
  }
};

TEST_F(LimitCheck, WhatNothingMeetsIsRefusedWithTheNearestDesign) {
  const Metrics least = least_metrics(table_);
  EXPECT_EQ(refusal({.max_latency_ms = least.latency_ms * 1.01}), "");
  EXPECT_THAT(refusal({.max_latency_ms = least.latency_ms * 0.9}),
              AllOf(HasSubstr("search.yaml: limits.max_latency_ms: no network of 'micro'"),
                    HasSubstr("any of the 8 accelerators searched of 'micro-edge'"),
                    HasSubstr("with mappings of least edp; expected at least "), HasSubstr("nearest design"),
                    Not(HasSubstr("together"))));
  // The value that it calls enough is enough.
  const std::string message = refusal({.max_latency_ms = least.latency_ms * 0.9});
  const double enough_ms = std::stod(message.substr(message.find("at least ") + 9));
  EXPECT_EQ(refusal({.max_latency_ms = enough_ms}), "");
  EXPECT_LT(enough_ms, least.latency_ms * 1.002);
}

TEST_F(LimitCheck, EveryLimitThatNothingMeetsIsAFaultOfItsOwn) {
  const Metrics least = least_metrics(table_);
  const std::string message = refusal({.max_latency_ms = least.latency_ms * 1.1,
                                       .max_energy_mj = least.energy_mj / 2,
                                       .max_area_mm2 = least.area_mm2 / 4});
  EXPECT_THAT(message, AllOf(HasSubstr("limits.max_energy_mj: no network"),
                             HasSubstr(fmt::format("got {:g} mJ", least.energy_mj / 2)),
                             HasSubstr("limits.max_area_mm2: no network"),
                             HasSubstr(fmt::format("got {:g} mm2", least.area_mm2 / 4))));
  EXPECT_THAT(message, AllOf(Not(HasSubstr("max_latency_ms")), HasSubstr("limits: the nearest design")));
}

// Each limit can be met, but the fastest design is not the smallest. The design that is named is that of
// least excess among all.
TEST_F(LimitCheck, LimitsThatCannotBeMetTogetherNameTheNearestDesign) {
  const Metrics least = least_metrics(table_);
  const Limits limits{.max_latency_ms = least.latency_ms * 1.001, .max_area_mm2 = least.area_mm2 * 1.001};
  double nearest = 1e300;
  Metrics metrics;
  for_each_network([&](const Architecture& network) {
    for (std::int64_t a = 0; a < table_.accelerators(); ++a) {
      const Metrics own = network_metrics(table_, network, a);
      if (limits.excess(own) < nearest) nearest = limits.excess(own), metrics = own;
    }
  });
  ASSERT_GT(nearest, 0);
  EXPECT_THAT(refusal(limits),
              AllOf(HasSubstr("limits: cannot be met together"), HasSubstr("PEs of 8 words, 16 KiB buffer"),
                    HasSubstr(fmt::format("has {:.4g} ms, ", metrics.latency_ms)),
                    HasSubstr(fmt::format(" {:.4g} mm2: ", metrics.area_mm2)), Not(HasSubstr("no network"))));
}

TEST_F(LimitCheck, ASpaceThatRunsNothingIsAFaultOfTheHardware) {
  CostTable::Entries rows;
  for (const SearchableLayer& layer : space_.layers) {
    rows.latency_ms.emplace_back(layer.operations.size(), std::vector<float>(2, 0.0F));
    rows.energy_mj.emplace_back(layer.operations.size(), std::vector<float>(2, 0.0F));
  }
  rows.fixed_latency_ms = rows.fixed_energy_mj = rows.area_mm2 = {1, 1};
  rows.feasible = {0, 0};
  table_ = CostTable::from_entries(rows, "nothing");
  EXPECT_THAT(refusal({.max_latency_ms = 100}),
              AllOf(HasSubstr("hardware.yaml: "), HasSubstr("no accelerator can run every network")));
}

TEST_F(LimitCheck, ANetworkWithinTheLimitsStays) {
  const Architecture largest = uniform_architecture(space_, "mbconv_k5_e3");
  const NetworkSums sums = network_sums(table_, largest);
  const double largest_ms = *std::min_element(sums.latency_ms.begin(), sums.latency_ms.end());
  EXPECT_EQ(within_limits(problem({.max_latency_ms = largest_ms * 1.01}), result_of(largest)), largest);
}

// Of all networks that some accelerator runs within the limits, the most probable one.
TEST_F(LimitCheck, ANetworkThatBreaksALimitBecomesTheMostProbableWithin) {
  const Metrics least = least_metrics(table_);
  const Architecture largest = uniform_architecture(space_, "mbconv_k5_e3");
  const auto fastest_of = [&](const Architecture& network) {
    const NetworkSums sums = network_sums(table_, network);
    return *std::min_element(sums.latency_ms.begin(), sums.latency_ms.end());
  };
  torch::manual_seed(2);
  int changed = 0;
  for (const double share : {0.2, 0.5, 0.8, 0.97}) {
    SearchResult result = result_of(largest);
    result.probabilities = torch::softmax(torch::randn(result.probabilities.sizes()), 1);
    const Limits limits{.max_latency_ms = least.latency_ms + share * (fastest_of(largest) - least.latency_ms),
                        .max_energy_mj = 1.7 * least.energy_mj};
    double most = -1;
    for_each_network([&](const Architecture& network) {
      if (!fits(network, problem(limits).table_limits())) return;
      double probability = 1;
      for (std::size_t l = 0; l < network.size(); ++l)
        probability *= result.probabilities[static_cast<std::int64_t>(l)][network[l]].item<double>();
      most = std::max(most, probability);
    });
    ASSERT_GT(most, 0);
    const Architecture found = within_limits(problem(limits), result);
    EXPECT_TRUE(fits(found, limits));
    double probability = 1;
    for (std::size_t l = 0; l < found.size(); ++l)
      probability *= result.probabilities[static_cast<std::int64_t>(l)][found[l]].item<double>();
    EXPECT_GE(probability, most * std::exp(-0.0011)) << share;
    changed += found != largest ? 1 : 0;
  }
  EXPECT_GT(changed, 0);
}

// The result of a rival gives all probability to one network.
TEST_F(LimitCheck, ANetworkThatIsCertainIsChangedAsLittleAsItTakes) {
  const Architecture largest = uniform_architecture(space_, "mbconv_k5_e3");
  SearchResult result = result_of(largest);
  result.probabilities = result.probabilities.gt(0.4).to(torch::kFloat);
  const NetworkSums sums = network_sums(table_, largest);
  const double largest_ms = *std::min_element(sums.latency_ms.begin(), sums.latency_ms.end());
  const Limits limits{.max_latency_ms = largest_ms * 0.97};
  const Architecture changed = within_limits(problem(limits), result);
  EXPECT_EQ(changes_between(space_, largest, changed).size(), 1U);  // every operation saves more than 3 %
  EXPECT_FALSE(explore(table_, changed, cost_, limits).best.empty());
}

TEST_F(LimitCheck, ThatNothingIsWithinTheLimitsIsAFailureOfTheRun) {
  try {
    within_limits(problem({.max_latency_ms = 1e-9}), result_of({0, 0, 0}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), kExitRunFailure);
    EXPECT_THAT(error.what(), HasSubstr("no network of the space is within the limits"));
  }
}

TEST_F(LimitCheck, ChangesNameTheLayerAndBothOperations) {
  using Change = LimitsOutcome::Change;
  EXPECT_TRUE(changes_between(space_, {0, 1, 2}, {0, 1, 2}).empty());
  EXPECT_EQ(changes_between(space_, {0, 1, 2}, {3, 1, 0}),
            (std::vector<Change>{{"stage1.0", "mbconv_k3_e2", "mbconv_k5_e3"},
                                 {"stage2.0", "mbconv_k5_e2", "mbconv_k3_e2"}}));
  EXPECT_EQ(changes_between(space_, {0, 1, 2}, {0, 4, 2}),
            (std::vector<Change>{{"stage1.1", "mbconv_k3_e3", "zero"}}));
}

}  // namespace
}  // namespace dance::test
