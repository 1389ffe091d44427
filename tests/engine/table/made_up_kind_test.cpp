// A kind of cost that the program does not ship, from its class to the accelerators that are best by it:
// against enumeration of the whole table.
#include <gtest/gtest.h>

#include "dance/engine/table/best_accelerator.h"
#include "dance/engine/table/contenders.h"
#include "dance/engine/table/explore.h"
#include "engine/cost/kinds_of_cost.h"
#include "engine/table/random_entries.h"

namespace dance::test {
namespace {

// By the definition of the kind, not by its class.
double by_hand(const Metrics& m, double share_of_area) {
  return m.latency_ms * m.latency_ms * m.energy_mj + share_of_area * m.area_mm2;
}

TEST(AMadeUpKindOfCost, RanksAcceleratorsInExploreAndAmongTheContenders) {
  constexpr std::size_t kAccelerators = 300;
  Random random(1, "made-up kind");
  std::size_t left = 0;
  for (int trial = 0; trial < 20; ++trial) {
    const CostTable table = CostTable::from_entries(
        random_entries(random, kAccelerators,
                       [&] { return static_cast<float>(random.uniform(0.8, 1) * random.uniform(0.8, 1)); }),
        "made up");
    const double share = random.uniform(0, 5);
    const CostFunction cost(made_up_kind(), {{"share_of_area", share}});
    const Contenders those = contenders(table, cost);
    left += those.accelerators.size();
    for (int n = 0; n < 50; ++n) {
      const std::vector<int> architecture = random_architecture(random);
      std::int64_t best = -1;
      double least = 0;
      for (std::int64_t a = 0; a < table.accelerators(); ++a) {
        if (table.feasible()[static_cast<std::size_t>(a)] == 0) continue;
        const double own = by_hand(network_metrics(table, architecture, a), share);
        if (best >= 0 && own >= least) continue;
        best = a;
        least = own;
      }
      EXPECT_EQ(explore(table, architecture, cost).best.front().index, best);
      EXPECT_NEAR(explore(table, architecture, cost).best.front().cost, least, 1e-12 * least);
      EXPECT_EQ(best_accelerator(table, architecture, cost).index, best);
      const BestAccelerator of_those = best_accelerator(those.table, architecture, cost);
      EXPECT_EQ(those.accelerators[static_cast<std::size_t>(of_those.index)], best);
    }
  }
  EXPECT_LT(left, 20 * kAccelerators);  // the bound rules some out
}

}  // namespace
}  // namespace dance::test
