// One accelerator for several networks, against the cost of each network on each accelerator by itself.
#include "dance/engine/table/shared_exploration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "core/temporary_folder.h"
#include "dance/engine/cost/layer_cost.h"
#include "engine/table/many_parameters.h"

namespace dance::test {
namespace {

using testing::Contains;

constexpr double kTolerance = 1e-5;  // tables are float32
constexpr int kTop = 7;
const std::vector<double> kWeights = {0.7, 2};

std::vector<Network> two_networks() {
  const Layer conv = convolution(
      "c",
      {.in_channels = 4, .out_channels = 12, .in_height = 9, .in_width = 9, .kernel_h = 3, .kernel_w = 3});
  return {{"fc", {{fully_connected("a", 60, 14), 0}, {fully_connected("b", 14, 90), 20}}, {}, {}},
          {"conv", {{conv, 0}}, {}, {}}};
}

CostFunction some_cost() { return weighted_cost(0.5, 2, 1, {0.01, 0.002, 0.7}); }

// What network_cost says of every network on every accelerator.
class OneByOne {
 public:
  OneByOne(const std::vector<Network>& networks, const HardwareSpace& space) {
    for (std::int64_t a = 0; a < space.size(); ++a) {
      std::vector<NetworkCost> costs;
      for (const Network& network : networks) costs.push_back(network_cost(network, space, space.at(a)));
      costs_.push_back(std::move(costs));
    }
  }
  const Metrics& metrics(std::int64_t index, std::size_t network) const {
    return costs_[static_cast<std::size_t>(index)][network].metrics;
  }
  // The accelerators on which all networks run, and meet the limits.
  std::vector<std::int64_t> feasible(const Limits& limits = {}) const {
    std::vector<std::int64_t> indices;
    for (std::size_t a = 0; a < costs_.size(); ++a) {
      if (std::all_of(costs_[a].begin(), costs_[a].end(),
                      [&](const NetworkCost& cost) { return meets(cost, limits); }))
        indices.push_back(static_cast<std::int64_t>(a));
    }
    return indices;
  }
  // The combined costs of these, ascending.
  std::vector<double> costs(const CostFunction& cost, Combination combination, const Limits& limits) const {
    const double own[] = {least_cost(0, cost, limits), least_cost(1, cost, limits)};
    std::vector<double> costs;
    for (const std::int64_t a : feasible(limits)) {
      const double first = cost(metrics(a, 0)) / own[0], second = cost(metrics(a, 1)) / own[1];
      costs.push_back(combination == Combination::Worst ? std::max(first, second)
                                                        : (0.7 * first + 2 * second) / 2.7);
    }
    std::sort(costs.begin(), costs.end());
    return costs;
  }
  // A limit of one metric that both networks meet on about half of the accelerators.
  double half_of(double Metrics::*metric) const {
    std::vector<double> values;
    for (const std::int64_t a : feasible())
      values.push_back(std::max(metrics(a, 0).*metric, metrics(a, 1).*metric));
    std::sort(values.begin(), values.end());
    const auto next = std::upper_bound(values.begin(), values.end(), values[values.size() / 2]);
    return (*std::prev(next) + *next) / 2;
  }

 private:
  static bool meets(const NetworkCost& cost, const Limits& limits) {
    return cost.feasible && limits.hold(cost.metrics);
  }
  double least_cost(std::size_t network, const CostFunction& cost, const Limits& limits) const {
    double least = std::numeric_limits<double>::infinity();
    for (const std::vector<NetworkCost>& costs : costs_) {
      if (meets(costs[network], limits)) least = std::min(least, cost(costs[network].metrics));
    }
    return least;
  }

  std::vector<std::vector<NetworkCost>> costs_;  // [accelerator][network]
};

class SharedExplorationTest : public testing::Test {
 protected:
  SharedExploration exploration(const std::vector<Network>& networks, std::int64_t slab = 1000) {
    return {networks, space_, {silent_, cache_.path(), 1}, slab};
  }
  static SharedGoal goal_of(SharedExploration& exploration, Combination combination,
                            const Limits& limits = {}, const std::vector<double>& weights = kWeights) {
    std::vector<NetworkGoal> networks;
    for (std::size_t n = 0; n < weights.size(); ++n) {
      const Exploration own = exploration.network(n).best(some_cost(), limits);
      networks.push_back({some_cost(), own.best.at(0), weights[n]});
    }
    return {networks, combination};
  }
  const TemporaryFolder cache_;
  const HardwareSpace space_ = many_parameters();
  const OneByOne one_by_one_{two_networks(), space_};
  NoProgress silent_;
};

TEST_F(SharedExplorationTest, FindsTheBestOfAllAcceleratorsTriedOneByOne) {
  std::vector<Limits> all_limits(3);
  all_limits[1].max_area_mm2 = 0.35;
  all_limits[2].max_latency_ms = one_by_one_.half_of(&Metrics::latency_ms);
  all_limits[2].max_energy_mj = one_by_one_.half_of(&Metrics::energy_mj);
  for (const Limits& limits : all_limits) {
    for (const Combination combination : {Combination::WeightedMean, Combination::Worst}) {
      const std::vector<double> expected = one_by_one_.costs(some_cost(), combination, limits);
      ASSERT_GT(expected.size(), 7u);
      for (const std::int64_t slab : {5, 50, 1000}) {
        SharedExploration shared = exploration(two_networks(), slab);
        const SharedRanking found = shared.best(goal_of(shared, combination, limits), limits, kTop);
        EXPECT_EQ(found.feasible, static_cast<std::int64_t>(expected.size()));
        ASSERT_EQ(found.best.size(), 7u);
        for (std::size_t i = 0; i < 7; ++i) {
          EXPECT_NEAR(found.best[i].cost / expected[i], 1, kTolerance);
          for (std::size_t n = 0; n < 2; ++n) {
            EXPECT_NEAR(found.best[i].metrics[n].edap() / one_by_one_.metrics(found.best[i].index, n).edap(),
                        1, kTolerance);
          }
        }
      }
    }
  }
}

// One of the networks alone would have more accelerators, whichever of the two comes first.
TEST_F(SharedExplorationTest, EveryNetworkMeetsTheLimits) {
  Limits limits;
  limits.max_latency_ms = one_by_one_.half_of(&Metrics::latency_ms);
  const std::vector<std::int64_t> expected = one_by_one_.feasible(limits);
  std::vector<Network> networks = two_networks();
  for (int order = 0; order < 2; ++order) {
    SharedExploration shared = exploration(networks);
    const auto alone = [&](std::size_t n) { return shared.network(n).best(some_cost(), limits).feasible; };
    EXPECT_LT(std::ssize(expected), std::max(alone(0), alone(1)));
    std::vector<std::int64_t> found;
    shared.for_each_feasible(goal_of(shared, Combination::Worst, limits), limits,
                             [&](const SharedAccelerator& visited) { found.push_back(visited.index); });
    EXPECT_EQ(found, expected);
    std::swap(networks[0], networks[1]);
  }
}

TEST_F(SharedExplorationTest, OfOneNetworkIsItsOwn) {
  const std::vector<Network> one = {two_networks().front()};
  for (const Combination combination : {Combination::WeightedMean, Combination::Worst}) {
    SharedExploration shared = exploration(one, 50);
    const Exploration own = shared.network(0).best(some_cost(), {}, kTop);
    const SharedRanking found = shared.best(goal_of(shared, combination, {}, {3}), {}, kTop);
    EXPECT_EQ(found.feasible, own.feasible);
    ASSERT_EQ(found.best.size(), own.best.size());
    EXPECT_DOUBLE_EQ(found.best[0].cost, 1);
    for (std::size_t i = 0; i < own.best.size(); ++i) {
      EXPECT_EQ(found.best[i].index, own.best[i].index);
      EXPECT_DOUBLE_EQ(found.best[i].cost, own.best[i].cost / own.best[0].cost);
    }
  }
}

TEST_F(SharedExplorationTest, OfEqualNetworksIsThatOfOne) {
  const std::vector<Network> equal(2, two_networks().back());
  for (const Combination combination : {Combination::WeightedMean, Combination::Worst}) {
    SharedExploration shared = exploration(equal);
    const SharedRanking found = shared.best(goal_of(shared, combination));
    EXPECT_EQ(found.best.at(0).index, shared.network(1).best(some_cost()).best.at(0).index);
    EXPECT_DOUBLE_EQ(found.best.at(0).cost, 1);
  }
}

TEST_F(SharedExplorationTest, NamesTheNearestWhereNothingHolds) {
  Limits limits;
  limits.max_latency_ms = 1e-6;
  limits.max_area_mm2 = 0.3;
  double least = std::numeric_limits<double>::infinity();
  for (const std::int64_t a : one_by_one_.feasible()) {
    const Metrics &fc = one_by_one_.metrics(a, 0), &conv = one_by_one_.metrics(a, 1);
    least = std::min(least, std::max({fc.latency_ms / 1e-6, conv.latency_ms / 1e-6, fc.area_mm2 / 0.3}));
  }
  std::vector<Network> networks = two_networks();
  for (const std::size_t conv : {1u, 0u}) {  // which of the networks it is
    const std::optional<NearestShared> nearest = exploration(networks, 50).nearest(limits);
    ASSERT_TRUE(nearest.has_value());
    EXPECT_NEAR((nearest->violation + 1) / least, 1, kTolerance);
    ASSERT_EQ(nearest->metrics.size(), 2u);
    EXPECT_NEAR(nearest->metrics[conv].latency_ms / one_by_one_.metrics(nearest->index, 1).latency_ms, 1,
                kTolerance);
    std::swap(networks[0], networks[1]);
  }
}

// Compares all pairs.
TEST_F(SharedExplorationTest, NoneDominatesTheFront) {
  for (const Combination combination : {Combination::WeightedMean, Combination::Worst}) {
    SharedExploration shared = exploration(two_networks(), 50);
    const SharedGoal goal = goal_of(shared, combination);
    std::vector<SharedAccelerator> all;
    shared.for_each_feasible(goal, {}, [&](const SharedAccelerator& found) { all.push_back(found); });
    const auto dominates = [](const Metrics& a, const Metrics& b) {
      const bool no_worse =
          a.latency_ms <= b.latency_ms && a.energy_mj <= b.energy_mj && a.area_mm2 <= b.area_mm2;
      return no_worse &&
             (a.latency_ms < b.latency_ms || a.energy_mj < b.energy_mj || a.area_mm2 < b.area_mm2);
    };
    std::set<std::vector<double>> expected;
    for (const SharedAccelerator& each : all) {
      const Metrics own = relative_metrics(each);
      if (std::none_of(all.begin(), all.end(), [&](const SharedAccelerator& other) {
            return dominates(relative_metrics(other), own);
          }))
        expected.insert({own.latency_ms, own.energy_mj, own.area_mm2});
    }
    ParetoFront front = shared.pareto_front(goal, {});
    const std::vector<SharedAccelerator> found = shared.at(front.points(), goal);
    ASSERT_EQ(found.size(), front.points().size());
    std::set<std::vector<double>> points;
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].index, front.points()[i].index);
      points.insert({found[i].relative_latency, found[i].relative_energy, found[i].area_mm2});
    }
    EXPECT_EQ(points, expected);
  }
}

TEST_F(SharedExplorationTest, PhasesNameTheNetworkAndTheSlab) {
  class Phases final : public Progress {
   public:
    void begin(const std::string& phase, std::int64_t, const std::string&) override {
      phases.push_back(phase);
    }
    void advance(std::int64_t, const Figures&) override {}
    void end() override {}
    void warn(const std::string&) override {}
    std::vector<std::string> phases;
  };
  Phases phases;
  SharedExploration in_slabs(two_networks(), space_, {phases, cache_.path(), 1}, space_.size() / 2);
  in_slabs.nearest({});
  EXPECT_THAT(phases.phases, Contains("cost table of fc 1/2"));
  EXPECT_THAT(phases.phases, Contains("cost table of conv 2/2"));
}

}  // namespace
}  // namespace dance::test
