// The relaxed bound against the costs of random mappings, whose nests are counted by the general engine.
#include "dance/engine/unconstrained/relaxed_bound.h"

#include <gtest/gtest.h>

#include "engine/unconstrained/random_cases.h"

namespace dance::test {
namespace {

using namespace unconstrained;

TEST(RelaxedBound, NoMappingCostsLess) {
  Random random(1, "relaxed bound");
  double closest = 0;
  for (int i = 0; i < 2000; ++i) {
    const bool sharing = random.below(3) == 0;
    const Layer drawn = sharing ? sliding_layer(random) : random_layer(random);
    const Hierarchy hierarchy = sharing ? sharing_hierarchy(random) : random_hierarchy(random);
    const MergedLayer layer(drawn, hierarchy.input_words);
    const SpatialChoices spatial = spatial_choices(layer, hierarchy);
    const RelaxedBound bound = relaxed_bound(drawn, hierarchy);
    const RandomMapping mapping = random_mapping(random, layer, hierarchy, spatial);
    const NestCost cost = cost_of(counts_of(mapping.nest), units_of(hierarchy), drawn.macs());
    ASSERT_LE(bound.cycles, cost.cycles) << i;
    ASSERT_LE(bound.energy_pj, cost.energy_pj * (1 + 1e-9)) << i;
    closest = std::max(closest, bound.energy_pj / cost.energy_pj);
  }
  EXPECT_GT(closest, 0.5);
}

// One level and one MAC: each of 12 MACs reads a weight (2 pJ) and an input (2 pJ) and writes a sum (3 pJ).
TEST(RelaxedBound, OfOneLevelByHand) {
  Layer layer;
  layer.bounds[Dim::M] = 4, layer.bounds[Dim::C] = 3;
  Hierarchy hierarchy;
  hierarchy.levels.resize(1);
  hierarchy.levels[0].units.read_pj = 2, hierarchy.levels[0].units.write_pj = 3;
  hierarchy.mac_pj = 1, hierarchy.leakage_pj_per_cycle = 0.5;
  const RelaxedBound bound = relaxed_bound(layer, hierarchy);
  EXPECT_EQ(bound.cycles, 12);
  EXPECT_EQ(bound.energy_pj, 12 * (2 + 2 + 3 + 1 + 0.5));
}

}  // namespace
}  // namespace dance::test
