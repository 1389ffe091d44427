// A mapping of merged dimensions has the same counts before and after they are split into their parts.
#include "dance/engine/unconstrained/unmerged_nest.h"

#include <gtest/gtest.h>

#include <utility>

#include "engine/nest/executor.h"
#include "engine/unconstrained/random_cases.h"

namespace dance::test {
namespace {

using namespace unconstrained;

// The same nest with one loop for each merged factor, of the first of its parts.
Nest merged_nest(const MergedLayer& layer, const RandomMapping& mapping) {
  Nest nest = mapping.nest;
  const auto loop_of = [&](std::size_t d, std::int64_t factor) {
    return Loop{layer.dims()[d].parts.front(), factor};
  };
  for (std::size_t l = 0; l < nest.levels.size(); ++l) {
    NestLevel& level = nest.levels[l];
    const LevelChoice& choice = mapping.levels[l];
    level.temporal.clear(), level.spatial_x.clear(), level.spatial_y.clear();
    for (std::size_t i = choice.order.size; i-- > 0;) {
      level.temporal.push_back(loop_of(choice.order.dims[i], choice.temporal[choice.order.dims[i]]));
    }
    for (std::size_t d = 0; d < layer.size(); ++d) {
      const std::int64_t factor = mapping.task.spatial->fanouts[l].merged[d];
      if (factor > 1) level.spatial_x.push_back(loop_of(d, factor));
    }
  }
  return nest;
}

void expect_equal(const NestCounts& a, const NestCounts& b) {
  EXPECT_EQ(a.compute_cycles, b.compute_cycles);
  EXPECT_EQ(a.macs_used, b.macs_used);
  for (std::size_t l = 0; l < a.levels.size(); ++l) {
    for (std::size_t t = 0; t < kTensors; ++t) {
      const TensorCounts &x = a.levels[l][t], &y = b.levels[l][t];
      EXPECT_EQ(x.kept, y.kept);
      EXPECT_EQ(x.tile_words, y.tile_words);
      EXPECT_EQ(x.instances, y.instances);
      EXPECT_EQ(x.reads, y.reads);
      EXPECT_EQ(x.fills, y.fills);
      EXPECT_EQ(x.updates, y.updates);
    }
  }
}

TEST(UnmergedNest, HasTheCountsOfTheMergedOne) {
  Random random(1, "unmerged nest");
  int split = 0;
  for (int done = 0; done < 600;) {
    const Layer drawn = random_layer(random);
    if (drawn.macs() > 300) continue;
    ++done;
    Hierarchy hierarchy = random_hierarchy(random);
    const MergedLayer layer(drawn, hierarchy.input_words);
    if (random.below(2) == 0) {  // most of the instances on Y
      for (StorageLevel& level : hierarchy.levels) std::swap(level.instances_x, level.instances_y);
      std::swap(hierarchy.macs_x, hierarchy.macs_y);
    }
    const SpatialChoices spatial = spatial_choices(layer, hierarchy);
    const RandomMapping mapping = random_mapping(random, layer, hierarchy, spatial);
    const Nest merged = merged_nest(layer, mapping);
    EXPECT_EQ(mapping.nest.bounds(), layer.layer().bounds);
    for (std::size_t l = 0; l < merged.levels.size(); ++l) {
      split += mapping.nest.levels[l].temporal.size() > merged.levels[l].temporal.size() ? 1 : 0;
      for (std::size_t t = 0; t < kTensors; ++t) {
        EXPECT_EQ(mapping.nest.levels[l].keeps[t], (mapping.task.keeps[t] >> l & 1u) != 0);
      }
    }
    expect_equal(execute(mapping.nest), execute(merged));
    ASSERT_FALSE(HasFailure()) << "case " << done;
  }
  EXPECT_GT(split, 30);
}

}  // namespace
}  // namespace dance::test
