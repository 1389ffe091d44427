// The list of tasks against the product of its parts, and their bounds against mappings of theirs.
#include "dance/engine/unconstrained/tasks.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "dance/engine/nest/fit.h"
#include "engine/unconstrained/random_cases.h"

namespace dance::test {
namespace {

using namespace unconstrained;

constexpr std::size_t kNoLimit = 4'000'000;

using TaskKey = std::pair<const SpatialChoice*, std::array<LevelMask, kTensors>>;
TaskKey key_of(const Task& task) { return {task.spatial, task.keeps}; }

struct TaskCase {
  explicit TaskCase(Random& random)
      : hierarchy(random_hierarchy(random)),
        layer(random_layer(random), hierarchy.input_words),
        spatial(spatial_choices(layer, hierarchy)),
        tasks(layer, hierarchy, spatial) {}
  const Hierarchy hierarchy;
  const MergedLayer layer;
  const SpatialChoices spatial;
  const Tasks tasks;
};

void expect_ascending(const std::vector<Task>& tasks, MappingPolicy policy) {
  for (std::size_t i = 1; i < tasks.size(); ++i) {
    EXPECT_LE(policy_key(policy, tasks[i - 1].cycles, tasks[i - 1].energy_pj).first,
              policy_key(policy, tasks[i].cycles, tasks[i].energy_pj).first);
  }
}

// Every combination of levels that may keep the tensors.
std::vector<std::array<LevelMask, kTensors>> all_bypasses(const Hierarchy& hierarchy) {
  std::vector<std::array<LevelMask, kTensors>> all = {{1, 1, 1}};
  for (std::size_t l = 1; l < hierarchy.levels.size(); ++l) {
    for (std::size_t t = 0; t < kTensors; ++t) {
      const std::size_t known = all.size();
      for (std::size_t k = 0; k < known && hierarchy.levels[l].may_keep[t]; ++k) {
        all.push_back(all[k]);
        all.back()[t] |= LevelMask{1} << l;
      }
    }
  }
  return all;
}

// Whether the capacities hold the tiles of a nest of the spatial loops alone.
bool fits_without_temporal_loops(const TaskCase& item, const SpatialChoice& choice,
                                 const std::array<LevelMask, kTensors>& keeps) {
  const Layer& layer = item.layer.layer();
  Nest nest{layer.stride_w, layer.stride_h, layer.dilation_w, layer.dilation_h, {}};
  nest.input_words = item.hierarchy.input_words;
  for (std::size_t l = 0; l < item.hierarchy.levels.size(); ++l) {
    NestLevel level;
    level.name = item.hierarchy.levels[l].name;
    for (std::size_t t = 0; t < kTensors; ++t) level.keeps[t] = keeps_at(keeps[t], l);
    for (Dim d : kAllDims) {
      level.spatial_x.push_back({d, choice.fanouts[l].x[d]});
      level.spatial_y.push_back({d, choice.fanouts[l].y[d]});
    }
    nest.levels.push_back(level);
  }
  return misfits_of(nest, counts_of(nest), item.hierarchy).empty();
}

// Every spatial choice with every bypass of every tensor, once, where the tiles may fit.
TEST(Tasks, AreAllPairsOfASpatialChoiceAndABypass) {
  constexpr std::size_t kMost = 5000;
  Random random(1, "tasks");
  for (int i = 0; i < 60;) {
    const TaskCase item(random);
    const auto bypasses = all_bypasses(item.hierarchy);
    if (item.spatial.choices.size() * bypasses.size() > kMost) continue;
    ++i;
    std::size_t expected = 0;
    for (const SpatialChoice& choice : item.spatial.choices) {
      for (const auto& keeps : bypasses) expected += fits_without_temporal_loops(item, choice, keeps) ? 1 : 0;
    }
    const Incumbent none(MappingPolicy::Edp);
    PolicyKey rest;
    const std::vector<Task> open = item.tasks.open(none, kNoLimit, rest);
    std::set<TaskKey> different;
    for (const Task& task : open) different.insert(key_of(task));
    EXPECT_EQ(open.size(), expected);
    EXPECT_EQ(different.size(), open.size());
    EXPECT_EQ(rest.first, std::numeric_limits<double>::infinity());  // none is left out
    expect_ascending(open, MappingPolicy::Edp);
  }
}

TEST(Tasks, BoundsAreAtMostTheCostsOfTheirMappings) {
  Random random(2, "tasks");
  int bounded = 0;
  for (int i = 0; i < 150; ++i) {
    const TaskCase item(random);
    std::map<TaskKey, Task> tasks;
    PolicyKey rest;
    for (const Task& task : item.tasks.open(Incumbent(MappingPolicy::Energy), kNoLimit, rest)) {
      tasks[key_of(task)] = task;
    }
    for (int attempt = 0; attempt < 10; ++attempt) {
      const RandomMapping mapping = random_mapping(random, item.layer, item.hierarchy, item.spatial);
      const NestCost cost =
          cost_of(counts_of(mapping.nest), units_of(item.hierarchy), item.layer.layer().macs());
      const auto found = tasks.find(key_of(mapping.task));
      if (found == tasks.end()) {
        EXPECT_FALSE(misfits_of(mapping.nest, counts_of(mapping.nest), item.hierarchy).empty());
        continue;
      }
      ++bounded;
      const Task& task = found->second;
      ASSERT_LE(task.cycles, cost.cycles) << "case " << i;
      ASSERT_LE(task.energy_pj, cost.energy_pj * (1 + 1e-9)) << "case " << i;
    }
  }
  EXPECT_GT(bounded, 500);
}

// With a best mapping known, those tasks are left that may still improve on it; beyond a limit the best of
// the others is told.
TEST(Tasks, OnlyThoseThatMayImproveAreOpen) {
  Random random(3, "tasks");
  for (int i = 0; i < 60; ++i) {
    const TaskCase item(random);
    const MappingPolicy policy =
        pick(random, {MappingPolicy::Edp, MappingPolicy::Latency, MappingPolicy::Energy});
    PolicyKey rest;
    const std::vector<Task> all = item.tasks.open(Incumbent(policy), kNoLimit, rest);
    Incumbent incumbent(policy);
    NestCost best;
    best.cycles = all[all.size() / 3].cycles, best.energy_pj = all[all.size() / 3].energy_pj * 1.01;
    incumbent.offer(Nest{}, best, 0);
    std::vector<TaskKey> expected, found;
    for (const Task& task : all) {
      if (incumbent.may_improve(task.cycles, task.energy_pj, 0)) expected.push_back(key_of(task));
    }
    const std::vector<Task> open = item.tasks.open(incumbent, kNoLimit, rest);
    for (const Task& task : open) found.push_back(key_of(task));
    EXPECT_EQ(found, expected);

    const std::size_t limit = 1 + random.below(all.size());
    const std::vector<Task> first = item.tasks.open(Incumbent(policy), limit, rest);
    ASSERT_EQ(first.size(), std::min(limit, all.size()));
    for (std::size_t k = 0; k < first.size(); ++k) {
      EXPECT_EQ(policy_key(policy, first[k].cycles, first[k].energy_pj).first,
                policy_key(policy, all[k].cycles, all[k].energy_pj).first);
    }
    if (limit < all.size()) {
      EXPECT_EQ(rest.first, policy_key(policy, all[limit].cycles, all[limit].energy_pj).first);
    }
  }
}

TEST(Tasks, AFewOfEachSpatialChoice) {
  Random random(4, "tasks");
  for (int i = 0; i < 60; ++i) {
    const TaskCase item(random);
    const std::vector<Task> few = item.tasks.best_of_each(2, MappingPolicy::Edp);
    std::map<const SpatialChoice*, int> each;
    for (const Task& task : few) ++each[task.spatial];
    EXPECT_EQ(each.size(), item.spatial.choices.size());
    for (const auto& [choice, count] : each) EXPECT_LE(count, 2);
    expect_ascending(few, MappingPolicy::Edp);
  }
}

}  // namespace
}  // namespace dance::test
