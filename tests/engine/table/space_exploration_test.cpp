// A space explored in slabs against the same space in one table.
#include "dance/engine/table/space_exploration.h"

#include <gtest/gtest.h>

#include "core/temporary_folder.h"
#include "engine/table/many_parameters.h"

namespace dance::test {
namespace {

Network two_layers() {
  return {"two", {{fully_connected("a", 60, 14), 0}, {fully_connected("b", 14, 90), 20}}, {}, {}};
}

TEST(SpaceExploration, InSlabsIsThatOfOneTable) {
  const test::TemporaryFolder cache;
  const HardwareSpace space = many_parameters();
  const Network network = two_layers();
  NoProgress silent;
  const CostTable table = CostTable::build(request_of(network), space, 1, silent);
  CostFunction cost = weighted_cost(0.5, 2, 1, {0.01, 0.002, 0.7});
  Limits limits;
  for (const std::optional<double> area :
       {std::optional<double>(), std::optional(0.35), std::optional(0.001)}) {
    limits.max_area_mm2 = area;
    const Exploration whole = explore(table, {}, cost, limits, 7);
    for (const std::int64_t slab : {5, 50, 1000}) {
      SpaceExploration exploration(network, space, {silent, cache.path(), 1}, slab);
      const Exploration found = exploration.best(cost, limits, 7);
      EXPECT_EQ(found.accelerators, space.size());
      EXPECT_EQ(found.feasible, whole.feasible);
      ASSERT_EQ(found.best.size(), whole.best.size());
      for (std::size_t i = 0; i < found.best.size(); ++i) {
        EXPECT_EQ(found.best[i].index, whole.best[i].index);
        EXPECT_EQ(found.best[i].cost, whole.best[i].cost);
      }
      ASSERT_EQ(found.nearest.has_value(), whole.nearest.has_value());
      if (found.nearest) {
        EXPECT_EQ(found.nearest->index, whole.nearest->index);
      }
      ParetoFront front;
      for (const ParetoPoint& point : feasible_points(table, {}, limits))
        front.insert(point.index, point.metrics);
      ParetoFront in_slabs = exploration.pareto_front(limits);
      ASSERT_EQ(in_slabs.points().size(), front.points().size());
      for (std::size_t i = 0; i < front.points().size(); ++i)
        EXPECT_EQ(in_slabs.points()[i].index, front.points()[i].index);
    }
  }
}

}  // namespace
}  // namespace dance::test
