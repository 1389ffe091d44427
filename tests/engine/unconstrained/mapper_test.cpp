// The unconstrained mapper against a walk over its whole map space, on small random layers and hierarchies:
// the same optimum for every objective, and a lower bound that is one wherever the search is stopped.
#include "dance/engine/unconstrained/mapper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/core/error.h"
#include "dance/core/random.h"
#include "engine/timeloop/cases.h"
#include "engine/unconstrained/random_cases.h"
#include "engine/unconstrained/walked_case.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

// A pass of random cost on any tensor but the inputs, and transfers that may be hidden or not.
ArrayPass random_pass(Random& random) {
  const auto upto = [&](std::uint64_t most) { return static_cast<std::int64_t>(random.below(most + 1)); };
  return {.stationary = random.below(2) == 0 ? Tensor::Weights : Tensor::Outputs,
          .fill_drain_cycles = upto(9),
          .load_words_per_cycle = upto(2),
          .load_least_cycles = upto(3),
          .transfer_overlap = random.below(2) == 0 ? 1 : 0.5};
}

void expect_all_optima(std::uint64_t seed, std::int64_t limit, int cases, bool sharing = false,
                       bool with_pass = false) {
  Random random(seed, "unconstrained mapper");
  for (int done = 0; done < cases;) {
    const Layer layer = sharing ? sliding_layer(random) : random_layer(random);
    Hierarchy hierarchy = sharing ? sharing_hierarchy(random) : random_hierarchy(random);
    if (with_pass) hierarchy.array_pass = random_pass(random);
    const std::optional<WalkedCase> item = walked(layer, hierarchy, {}, limit);
    if (!item) continue;
    ++done;
    SCOPED_TRACE(describe(*item));
    for (std::size_t p = 0; p < 3; ++p) {
      SCOPED_TRACE(to_string(kPolicies[p]));
      expect_optimum(*item, p);
      if (::testing::Test::HasFailure()) return;
    }
  }
}

TEST(UnconstrainedMapper, FindsTheOptimumOfSmallSpaces) { expect_all_optima(1, 3000, 300); }
TEST(UnconstrainedMapper, FindsTheOptimumOfLargerSpaces) { expect_all_optima(2, 40000, 40); }

TEST(UnconstrainedMapper, FindsTheOptimumWhereWindowsAreSharedByWord) {
  expect_all_optima(6, 30000, 100, true);
}

TEST(UnconstrainedMapper, FindsTheOptimumWhereTheArrayStatesAPass) {
  expect_all_optima(8, 3000, 300, false, true);
  expect_all_optima(9, 20000, 30, true, true);
}

// A word that several instances need is read at most as often as the tiles that hold it.
TEST(UnconstrainedMapper, SharingWordsIsNeverWorseThanSharingTiles) {
  Random random(7, "unconstrained mapper");
  int better = 0;
  for (int i = 0; i < 60; ++i) {
    const Layer layer = sliding_layer(random);
    Hierarchy hierarchy = sharing_hierarchy(random);
    const UnconstrainedMapping words = map_unconstrained(layer, hierarchy, {}, on_threads(0));
    for (StorageLevel& level : hierarchy.levels) level.multicast = Multicast::Tiles;
    const UnconstrainedMapping tiles = map_unconstrained(layer, hierarchy, {}, on_threads(0));
    ASSERT_TRUE(words.proven && tiles.proven);
    ASSERT_EQ(words.feasible, tiles.feasible);
    EXPECT_LE(words.value, tiles.value * (1 + 1e-9)) << "case " << i;
    better += words.value < tiles.value * (1 - 1e-9) ? 1 : 0;
  }
  EXPECT_GT(better, 5);
}

TEST(UnconstrainedMapper, BoundHoldsWhereverTheSearchStops) {
  Random random(3, "unconstrained mapper");
  int stopped = 0;
  for (int done = 0; done < 100;) {
    const Layer layer = random_layer(random);
    const std::optional<WalkedCase> item = walked(layer, random_hierarchy(random), {}, 3000);
    if (!item) continue;
    ++done;
    SCOPED_TRACE(describe(*item));
    for (std::size_t p = 0; p < 3; ++p) {
      UnconstrainedMapperOptions options;
      options.policy = kPolicies[p];
      options.time_limit_s = pick(random, {0.0, 1e-5, 1e-4});
      const UnconstrainedMapping found =
          map_unconstrained(item->layer, item->hierarchy, options, on_threads(1));
      stopped += found.proven ? 0 : 1;
      EXPECT_LE(found.lower_bound, item->best[p].first * (1 + 1e-12));
      if (!found.feasible) continue;
      EXPECT_GE(found.value, item->best[p].first * (1 - 1e-12));
      EXPECT_LE(found.value, item->best[p].first * (found.proven ? 1 + 1e-9 : 1e9));
    }
  }
  EXPECT_GT(stopped, 100);
}

bool same(const Nest& a, const Nest& b) {
  const auto equal = [](const std::vector<Loop>& x, const std::vector<Loop>& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const Loop& i, const Loop& j) { return i.dim == j.dim && i.bound == j.bound; });
  };
  return std::equal(a.levels.begin(), a.levels.end(), b.levels.begin(), b.levels.end(),
                    [&](const NestLevel& x, const NestLevel& y) {
                      return x.keeps == y.keeps && equal(x.temporal, y.temporal) &&
                             equal(x.spatial_x, y.spatial_x) && equal(x.spatial_y, y.spatial_y);
                    });
}

TEST(UnconstrainedMapper, ThreadsDoNotChangeTheResult) {
  Random random(5, "unconstrained mapper");
  for (int i = 0; i < 60; ++i) {
    const Layer layer = random_layer(random);
    const Hierarchy hierarchy = random_hierarchy(random);
    UnconstrainedMapperOptions options;
    options.policy = kPolicies[i % 3];
    const UnconstrainedMapping a = map_unconstrained(layer, hierarchy, options, on_threads(1)),
                               b = map_unconstrained(layer, hierarchy, options, on_threads(4));
    ASSERT_TRUE(a.proven && b.proven);
    ASSERT_EQ(a.feasible, b.feasible);
    EXPECT_TRUE(same(a.nest, b.nest)) << "case " << i;
  }
}

// The four layers that timeloop-mapper searched: at least as good, proven, whatever the threads.
TEST(UnconstrainedMapper, AtLeastAsGoodAsTimeloopsMapper) {
  for (const TimeloopCase& item : read_timeloop_cases("mapper.jsonl")) {
    SCOPED_TRACE(item.name);
    UnconstrainedMapperOptions options;
    const Layer& layer = item.input.problem.layer;
    const Hierarchy& hierarchy = item.input.architecture.hierarchy;
    const UnconstrainedMapping found = map_unconstrained(layer, hierarchy, options, on_threads(2));
    ASSERT_TRUE(found.feasible);
    EXPECT_TRUE(found.proven);
    const NestCost theirs = cost_of(counts_of(item.input.nest), units_of(hierarchy), layer.macs());
    EXPECT_LE(found.value, theirs.cycles * theirs.energy_pj);
    EXPECT_TRUE(same(map_unconstrained(layer, hierarchy, options, on_threads(1)).nest, found.nest));
  }
}

TEST(UnconstrainedMapper, ALayerThatTheOutermostLevelDoesNotHoldIsInfeasible) {
  Layer layer;
  layer.bounds[Dim::M] = 4, layer.bounds[Dim::C] = 5;  // 20 weights, 5 inputs, 4 outputs
  Hierarchy hierarchy;
  hierarchy.levels.resize(2);
  hierarchy.levels[0].name = "DRAM";
  hierarchy.levels[0].capacity_words = 28;
  const UnconstrainedMapping found = map_unconstrained(layer, hierarchy, {}, on_threads(0));
  EXPECT_FALSE(found.feasible);
  EXPECT_TRUE(found.proven);
  ASSERT_EQ(found.misfits.size(), 1u);
  EXPECT_EQ(found.misfits[0].level, "DRAM");
  EXPECT_EQ(found.misfits[0].needed, 29);
  EXPECT_EQ(found.misfits[0].lacking(), 1);
  hierarchy.levels[0].capacity_words = 29;
  EXPECT_TRUE(map_unconstrained(layer, hierarchy, {}, on_threads(0)).feasible);
}

TEST(UnconstrainedMapper, EndsWhereItIsStopped) {
  Layer layer;
  for (Dim d : {Dim::M, Dim::C, Dim::P, Dim::Q}) layer.bounds[d] = 720;
  layer.bounds[Dim::R] = layer.bounds[Dim::S] = 6;
  Random random(8, "unconstrained mapper");
  const std::atomic<bool> stop = true;
  UnconstrainedMapperOptions options;
  options.time_limit_s = 1e6;
  WorkContext context = on_threads(0);
  context.interrupted = &stop;
  const UnconstrainedMapping found = map_unconstrained(layer, sharing_hierarchy(random), options, context);
  EXPECT_FALSE(found.proven);
  EXPECT_GT(found.lower_bound, 0);
}

TEST(UnconstrainedMapper, SaysWhereNothingFits) {
  Random random(4, "unconstrained mapper");
  Hierarchy hierarchy;
  hierarchy.name = "small";
  hierarchy.levels.resize(2);
  hierarchy.levels[0].name = "DRAM";
  hierarchy.levels[0].may_keep[1] = false;
  try {
    map_unconstrained(random_layer(random), hierarchy, {}, on_threads(0));
    FAIL() << "an outermost level without inputs was accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("'DRAM' keeps no Inputs"));
  }
}

TEST(UnconstrainedMapper, RefusesInstructionsOfAnArray) {
  Random random(5, "unconstrained mapper");
  Hierarchy hierarchy = random_hierarchy(random);
  hierarchy.array_pass = ArrayPass{.instruction_least_cycles = 4};
  try {
    map_unconstrained(random_layer(random), hierarchy, {}, on_threads(0));
    FAIL() << "least cycles of instructions were accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("neither instructions nor loads that overlap them"));
  }
}

}  // namespace
}  // namespace dance::test
