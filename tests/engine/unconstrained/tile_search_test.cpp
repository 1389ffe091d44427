// The search of one task against a walk over all mappings of that task.
#include "dance/engine/unconstrained/tile_search.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "engine/unconstrained/random_cases.h"
#include "engine/unconstrained/walk.h"

namespace dance::test {
namespace {

using namespace unconstrained;

constexpr double kForever = std::numeric_limits<double>::infinity();

// The products of the merged dimensions at every fan-out, and the levels that keep each tensor.
using TaskKey = std::pair<std::vector<Factors>, std::array<LevelMask, kTensors>>;

TaskKey key_of(const MergedLayer& layer, const Nest& nest) {
  TaskKey key;
  for (std::size_t l = 0; l < nest.levels.size(); ++l) {
    Factors products = kUnitFactors;
    for (const std::vector<Loop>* loops : {&nest.levels[l].spatial_x, &nest.levels[l].spatial_y}) {
      for (const Loop& loop : *loops) products[static_cast<std::size_t>(layer.place(loop.dim))] *= loop.bound;
    }
    key.first.push_back(products);
    for (std::size_t t = 0; t < kTensors; ++t) {
      if (nest.levels[l].keeps[t]) key.second[t] |= LevelMask{1} << l;
    }
  }
  return key;
}

TaskKey key_of(const Task& task) {
  TaskKey key;
  for (const FanoutChoice& fanout : task.spatial->fanouts) key.first.push_back(fanout.merged);
  key.second = task.keeps;
  return key;
}

TEST(TileSearch, FindsTheBestMappingOfEveryTask) {
  Random random(1, "tile search");
  int tasks = 0, narrow_found = 0;
  for (int done = 0; done < 40;) {
    const bool sharing = random.below(3) == 0;
    const Layer drawn = sharing ? sliding_layer(random) : random_layer(random);
    const Hierarchy hierarchy = sharing ? sharing_hierarchy(random) : random_hierarchy(random);
    const MergedLayer layer(drawn, hierarchy.input_words);
    std::map<TaskKey, double> best;  // energy
    const NestUnits units = units_of(hierarchy);
    const bool complete = for_each_unconstrained_mapping(
        layer.layer(), hierarchy, 3000, [&](const Nest& nest, const NestCounts& counts) {
          double& least = best.try_emplace(key_of(layer, nest), kForever).first->second;
          least = std::min(least, cost_of(counts, units, layer.layer().macs()).energy_pj);
        });
    if (!complete || best.empty()) continue;
    ++done;
    const SpatialChoices spatial = spatial_choices(layer, hierarchy);
    PolicyKey rest;
    const Tasks all(layer, hierarchy, spatial);
    for (const Task& task : all.open(Incumbent(MappingPolicy::Energy), 1'000'000, rest)) {
      Incumbent found(MappingPolicy::Energy), narrow(MappingPolicy::Energy);
      TimeLimit limit(kForever);
      ASSERT_TRUE(TileSearch(layer, hierarchy, found, limit).run(task, 0));
      const auto walked = best.find(key_of(task));
      ASSERT_EQ(found.best() != nullptr, walked != best.end()) << "case " << done;
      // A dive finds something or nothing, and so does one that looks at a few factors.
      const Effort effort = {.width = 1, .divisors = done % 2 == 0 ? Effort::kAll : 2};
      TileSearch(layer, hierarchy, narrow, limit).run(task, 0, effort);
      if (narrow.best() != nullptr) {
        ASSERT_NE(found.best(), nullptr);
        EXPECT_GE(narrow.best()->cost.energy_pj, found.best()->cost.energy_pj * (1 - 1e-9));
        ++narrow_found;
      }
      if (walked == best.end()) continue;
      ++tasks;
      ASSERT_NEAR(found.best()->cost.energy_pj, walked->second, 1e-9 * walked->second) << "case " << done;
      EXPECT_EQ(key_of(layer, found.best()->nest), key_of(task));
    }
  }
  EXPECT_GT(tasks, 1000);
  EXPECT_GT(narrow_found, tasks / 2);
}

TEST(TileSearch, SaysWhenTheTimeLimitEndsIt) {
  Random random(2, "tile search");
  const Layer drawn = random_layer(random);
  const Hierarchy hierarchy = random_hierarchy(random);
  const MergedLayer layer(drawn, hierarchy.input_words);
  const SpatialChoices spatial = spatial_choices(layer, hierarchy);
  PolicyKey rest;
  Incumbent incumbent(MappingPolicy::Edp);
  const std::vector<Task> tasks = Tasks(layer, hierarchy, spatial).open(incumbent, 1'000'000, rest);
  TimeLimit limit(0);
  limit.check();
  EXPECT_FALSE(TileSearch(layer, hierarchy, incumbent, limit).run(tasks.front(), 0));
  EXPECT_EQ(incumbent.best(), nullptr);
}

}  // namespace
}  // namespace dance::test
