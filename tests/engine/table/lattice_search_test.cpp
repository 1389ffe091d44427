// Lattices of a space against the table of the whole space, which is small enough here to hold.
#include "dance/engine/table/lattice_search.h"

#include <gtest/gtest.h>

#include <cmath>

#include "dance/engine/table/explore.h"
#include "engine/table/many_parameters.h"

namespace dance::test {
namespace {

class LatticeSearchTest : public ::testing::Test {
 protected:
  LatticeSearchTest() {
    for (std::int64_t outputs : {30, 200}) {
      std::vector<std::vector<NetworkLayer>> operations;
      for (std::int64_t inputs : {20, 90, 300})
        operations.push_back({{fully_connected("layer", inputs, outputs), 0}});
      request_.candidates.push_back(operations);
    }
    request_.fixed = {{fully_connected("fixed", 64, 10), 0}};
    whole_ = CostTable::build(request_, space_, 1, silent_);
    const Metrics some = best_accelerator(whole_, {1, 1}, {}).metrics;
    objectives_ = {{CostFunction(), {}, networks_},
                   {weighted_cost(1, 0, 0), {.max_area_mm2 = 1.1 * some.area_mm2}, networks_},
                   {weighted_cost(0, 0, 1), {.max_latency_ms = 1e-12}, {{0, 0}}}};
  }

  // The number in the whole space of the accelerator with these steps.
  std::int64_t index_of(const std::vector<std::int64_t>& steps) const {
    std::int64_t index = 0;
    while (space_.steps_at(index) != steps) ++index;
    return index;
  }

  const HardwareSpace space_ = many_parameters();
  const std::vector<std::vector<int>> networks_ = {{0, 0}, {2, 1}, {1, 2}};
  NoProgress silent_;
  CostTableRequest request_;
  CostTable whole_;
  std::vector<LatticeObjective> objectives_;
};

// A space that is one lattice: the exact minimum of every network, with the steps of its accelerator.
TEST_F(LatticeSearchTest, ALatticeIsSearchedExactly) {
  LatticeSearch search(request_, space_, objectives_, space_.size(), 1);
  search.run(silent_);
  for (std::size_t o = 0; o < 2; ++o) {
    for (std::size_t n = 0; n < networks_.size(); ++n) {
      const BestAccelerator best =
          best_accelerator(whole_, networks_[n], objectives_[o].cost, objectives_[o].limits);
      EXPECT_EQ(search.best(o, n).cost, best.cost);
      const std::int64_t index = index_of(search.steps_of(o, n));
      const double cost = objectives_[o].cost(network_metrics(whole_, networks_[n], index));
      EXPECT_DOUBLE_EQ(cost, best.cost);
    }
  }
  EXPECT_EQ(search.best(2, 0).index, -1);  // nothing is that fast
}

// With lattices that leave values out, the steps still say which accelerator of the whole space it is, and
// what is kept are values of the winners.
TEST_F(LatticeSearchTest, StepsAreThoseOfTheWholeSpace) {
  constexpr std::int64_t kMost = 60;
  LatticeSearch search(request_, space_, objectives_, kMost, 1);
  search.run(silent_);
  for (std::size_t n = 0; n < networks_.size(); ++n) {
    const Metrics there = network_metrics(whole_, networks_[n], index_of(search.steps_of(0, n)));
    EXPECT_NEAR(search.best(0, n).metrics.latency_ms, there.latency_ms, 1e-6 * there.latency_ms);
    EXPECT_NEAR(search.best(0, n).metrics.energy_mj, there.energy_mj, 1e-6 * there.energy_mj);
    EXPECT_NEAR(search.best(0, n).metrics.area_mm2, there.area_mm2, 1e-6 * there.area_mm2);
  }
  const KeptSteps kept = search.kept(kMost);
  std::int64_t accelerators = 1;
  for (const std::vector<std::int64_t>& steps : kept) {
    EXPECT_TRUE(std::is_sorted(steps.begin(), steps.end()));
    accelerators *= std::ssize(steps);
  }
  EXPECT_LE(accelerators, kMost);
}

// What an earlier search found is kept, however little it is worth here.
TEST_F(LatticeSearchTest, DesignsAddedCountAsWinners) {
  LatticeSearch search(request_, space_, objectives_, space_.size(), 1);
  search.run(silent_);
  std::vector<std::int64_t> worst;
  double most = 0;
  for (std::int64_t a = 0; a < space_.size(); ++a) {
    const double cost = CostFunction()(network_metrics(whole_, networks_[0], a));
    if (cost <= most) continue;
    most = cost;
    worst = space_.steps_at(a);
  }
  search.add(worst);
  const KeptSteps kept = search.kept(1);
  for (std::size_t p = 0; p < kept.size(); ++p) EXPECT_EQ(kept[p], std::vector{worst[p]}) << p;
}

}  // namespace
}  // namespace dance::test
