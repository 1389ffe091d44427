// The unconstrained mapper against a walk over its whole map space, on small random layers and hierarchies:
// the same optimum for every objective, and a lower bound that is one wherever the search is stopped.
#include "dance/engine/unconstrained/mapper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "dance/core/error.h"
#include "dance/core/random.h"
#include "engine/timeloop/cases.h"
#include "engine/unconstrained/walk.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

constexpr MappingPolicy kPolicies[] = {MappingPolicy::Edp, MappingPolicy::Latency, MappingPolicy::Energy};

double value_of(MappingPolicy policy, const NestCost& cost) {
  if (policy == MappingPolicy::Latency) return cost.cycles;
  return policy == MappingPolicy::Energy ? cost.energy_pj : cost.cycles * cost.energy_pj;
}

double second_of(MappingPolicy policy, const NestCost& cost) {
  return policy == MappingPolicy::Latency ? cost.energy_pj : cost.cycles;
}

template <typename Value>
Value pick(Random& random, std::initializer_list<Value> values) {
  return values.begin()[random.below(values.size())];
}

Layer random_layer(Random& random) {
  Layer layer;
  layer.name = "random";
  const std::uint64_t dims = 2 + random.below(4);
  for (std::uint64_t i = 0; i < dims; ++i) {
    layer.bounds[random.below(kDims)] = pick<std::int64_t>(random, {2, 2, 3, 3, 4, 6});
  }
  if (random.below(2) == 0) {  // a sliding window
    layer.bounds[Dim::P] = pick<std::int64_t>(random, {2, 3, 4});
    layer.bounds[Dim::R] = pick<std::int64_t>(random, {2, 3});
  }
  if (random.below(4) == 0) {  // the same along both axes
    layer.bounds[Dim::Q] = layer.bounds[Dim::P], layer.bounds[Dim::S] = layer.bounds[Dim::R];
  }
  layer.stride_w = pick(random, {1, 1, 2}), layer.stride_h = pick(random, {1, 1, 3});
  layer.dilation_w = pick(random, {1, 1, 2}), layer.dilation_h = pick(random, {1, 1, 1, 2});
  return layer;
}

StorageLevel random_level(Random& random, bool outermost, double scale) {
  StorageLevel level;
  if (random.below(2) == 0) level.multicast = Multicast::Words;
  level.units.read_pj = scale * random.uniform(0.2, 1);
  level.units.write_pj = scale * random.uniform(0.2, 1);
  if (random.below(3) == 0) level.units.block_words = pick<std::int64_t>(random, {2, 3, 4});
  if (random.below(4) == 0) level.units.read_words_per_cycle = pick(random, {0.5, 1.0, 2.0});
  if (random.below(4) == 0) level.units.write_words_per_cycle = pick(random, {0.25, 1.0});
  if (random.below(6) == 0) level.units.total_words_per_cycle = pick(random, {0.5, 2.0});
  if (random.below(4) == 0) level.units.network_pj = random.uniform(0, 3);
  if (random.below(3) == 0) level.units.word = {0.25, 0.5, pick(random, {1.0, 2.0})};
  if (outermost) return level;
  level.capacity_words = pick<std::int64_t>(random, {0, 1, 2, 4, 7, 12, 40});
  if (random.below(4) == 0) {  // a scratchpad of one tensor
    level.may_keep = {false, false, false};
    level.may_keep[random.below(kTensors)] = true;
  }
  return level;
}

Hierarchy random_hierarchy(Random& random) {
  Hierarchy hierarchy;
  hierarchy.name = "random";
  const std::uint64_t depth = 2 + random.below(3);
  std::int64_t x = 1, y = 1;
  double scale = random.uniform(5, 100);
  for (std::uint64_t l = 0; l < depth; ++l, scale *= 0.3) {
    StorageLevel level = random_level(random, l == 0, scale);
    level.name = "L" + std::to_string(l);
    if (l > 0) x *= pick(random, {1, 1, 2, 3}), y *= pick(random, {1, 1, 2});
    level.instances_x = x, level.instances_y = y;
    hierarchy.levels.push_back(level);
  }
  hierarchy.macs_x = x * pick(random, {1, 1, 2}), hierarchy.macs_y = y * pick(random, {1, 1, 1, 3});
  hierarchy.mac_pj = random.uniform(0, 1);
  if (random.below(4) == 0) hierarchy.leakage_pj_per_cycle = random.uniform(0, 20);
  return hierarchy;
}

// A window along at least one axis, and a fan-out below a level whose reads are dear and shared word by word.
Layer sliding_layer(Random& random) {
  Layer layer;
  layer.name = "sliding";
  layer.bounds[Dim::P] = pick<std::int64_t>(random, {4, 6, 8});
  layer.bounds[Dim::R] = pick<std::int64_t>(random, {2, 3, 4});
  layer.bounds[Dim::Q] = pick<std::int64_t>(random, {1, 2, 4});
  layer.bounds[Dim::S] = pick<std::int64_t>(random, {1, 2, 3});
  layer.bounds[pick(random, {Dim::G, Dim::M, Dim::C})] = pick<std::int64_t>(random, {1, 1, 2});
  layer.stride_w = pick(random, {1, 1, 1, 2}), layer.dilation_w = pick(random, {1, 1, 2});
  return layer;
}

Hierarchy sharing_hierarchy(Random& random) {
  Hierarchy hierarchy;
  hierarchy.name = "sharing";
  hierarchy.levels.resize(2 + random.below(2));
  std::int64_t x = 1, y = 1;
  for (std::size_t l = 0; l < hierarchy.levels.size(); ++l) {
    StorageLevel& level = hierarchy.levels[l];
    level.name = "L" + std::to_string(l);
    level.multicast = Multicast::Words;
    level.units.read_pj = random.uniform(1, 30), level.units.write_pj = random.uniform(0, 1);
    level.units.network_pj = random.uniform(0, 3);
    if (random.below(4) == 0) level.units.read_words_per_cycle = pick(random, {0.5, 1.0, 2.0});
    if (l > 0) {
      level.capacity_words = pick<std::int64_t>(random, {4, 8, 12, 20, 40});
      x *= pick(random, {1, 2, 3, 4}), y *= pick(random, {1, 2, 3});
    }
    level.instances_x = x, level.instances_y = y;
  }
  hierarchy.macs_x = x, hierarchy.macs_y = y;
  return hierarchy;
}

struct Best {
  double first = std::numeric_limits<double>::infinity(), second = first;
};

struct SmallCase {
  Layer layer;
  Hierarchy hierarchy;
  std::array<Best, 3> best;  // per policy, as the walk finds it
  std::int64_t mappings = 0;
};

// Nothing where the map space is too large for a quick walk, or so small that it says nothing.
std::optional<SmallCase> walked(Layer layer, Hierarchy hierarchy, std::int64_t limit) {
  SmallCase item{std::move(layer), std::move(hierarchy), {}, 0};
  const NestUnits units = units_of(item.hierarchy);
  const bool complete =
      for_each_any_mapping(item.layer, item.hierarchy, limit, [&](const Nest&, const NestCounts& counts) {
        ++item.mappings;
        const NestCost cost = cost_of(counts, units, item.layer.macs());
        for (std::size_t p = 0; p < 3; ++p) {
          const Best found{value_of(kPolicies[p], cost), second_of(kPolicies[p], cost)};
          Best& best = item.best[p];
          const bool less = found.first < best.first * (1 - 1e-12) ||
                            (found.first <= best.first * (1 + 1e-12) && found.second < best.second);
          if (less) best = found;
        }
      });
  if (!complete || item.mappings < 10) return std::nullopt;
  return item;
}

std::string describe(const SmallCase& item) {
  std::string text;
  for (Dim d : kAllDims) {
    text += " " + std::string(1, letter_of(d)) + std::to_string(item.layer.bounds[d]);
  }
  for (const StorageLevel& level : item.hierarchy.levels) {
    text += " | " + std::to_string(level.capacity_words) + "w " + std::to_string(level.instances_x) + "x" +
            std::to_string(level.instances_y);
  }
  return text + " | " + std::to_string(item.mappings) + " mappings";
}

void expect_optimum(const SmallCase& item, MappingPolicy policy, const Best& best) {
  AnyMapperOptions options;
  options.policy = policy;
  options.threads = 1;
  const AnyMapping found = map_unconstrained(item.layer, item.hierarchy, options);
  ASSERT_TRUE(found.feasible);
  EXPECT_TRUE(found.proven);
  EXPECT_EQ(found.nest.bounds(), item.layer.bounds);
  const NestCost again = cost_of(counts_of(found.nest), units_of(item.hierarchy), item.layer.macs());
  EXPECT_EQ(again.cycles, found.cost.cycles);
  EXPECT_EQ(again.energy_pj, found.cost.energy_pj);
  EXPECT_NEAR(found.value, best.first, 1e-9 * best.first);
  EXPECT_NEAR(second_of(policy, found.cost), best.second, 1e-9 * best.second);
  EXPECT_EQ(found.lower_bound, found.value);
}

void expect_all_optima(std::uint64_t seed, std::int64_t limit, int cases, bool sharing = false) {
  Random random(seed, "any mapper");
  for (int done = 0; done < cases;) {
    const Layer layer = sharing ? sliding_layer(random) : random_layer(random);
    const std::optional<SmallCase> item =
        walked(layer, sharing ? sharing_hierarchy(random) : random_hierarchy(random), limit);
    if (!item) continue;
    ++done;
    SCOPED_TRACE(describe(*item));
    for (std::size_t p = 0; p < 3; ++p) {
      SCOPED_TRACE(to_string(kPolicies[p]));
      expect_optimum(*item, kPolicies[p], item->best[p]);
      if (::testing::Test::HasFailure()) return;
    }
  }
}

TEST(AnyMapper, FindsTheOptimumOfSmallSpaces) { expect_all_optima(1, 3000, 300); }
TEST(AnyMapper, FindsTheOptimumOfLargerSpaces) { expect_all_optima(2, 40000, 40); }

TEST(AnyMapper, FindsTheOptimumWhereWindowsAreSharedByWord) { expect_all_optima(6, 30000, 100, true); }

// A word that several instances need is read at most as often as the tiles that hold it.
TEST(AnyMapper, SharingWordsIsNeverWorseThanSharingTiles) {
  Random random(7, "any mapper");
  int better = 0;
  for (int i = 0; i < 60; ++i) {
    const Layer layer = sliding_layer(random);
    Hierarchy hierarchy = sharing_hierarchy(random);
    const AnyMapping words = map_unconstrained(layer, hierarchy, {});
    for (StorageLevel& level : hierarchy.levels) level.multicast = Multicast::Tiles;
    const AnyMapping tiles = map_unconstrained(layer, hierarchy, {});
    ASSERT_TRUE(words.proven && tiles.proven);
    ASSERT_EQ(words.feasible, tiles.feasible);
    EXPECT_LE(words.value, tiles.value * (1 + 1e-9)) << "case " << i;
    better += words.value < tiles.value * (1 - 1e-9) ? 1 : 0;
  }
  EXPECT_GT(better, 10);
}

TEST(AnyMapper, BoundHoldsWhereverTheSearchStops) {
  Random random(3, "any mapper");
  int stopped = 0;
  for (int done = 0; done < 100;) {
    const Layer layer = random_layer(random);
    const std::optional<SmallCase> item = walked(layer, random_hierarchy(random), 3000);
    if (!item) continue;
    ++done;
    SCOPED_TRACE(describe(*item));
    for (std::size_t p = 0; p < 3; ++p) {
      AnyMapperOptions options;
      options.policy = kPolicies[p];
      options.threads = 1;
      options.time_limit_s = pick(random, {0.0, 1e-5, 1e-4});
      const AnyMapping found = map_unconstrained(item->layer, item->hierarchy, options);
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

TEST(AnyMapper, ThreadsDoNotChangeTheResult) {
  Random random(5, "any mapper");
  for (int i = 0; i < 60; ++i) {
    const Layer layer = random_layer(random);
    const Hierarchy hierarchy = random_hierarchy(random);
    AnyMapperOptions one, four;
    one.policy = four.policy = kPolicies[i % 3];
    one.threads = 1, four.threads = 4;
    const AnyMapping a = map_unconstrained(layer, hierarchy, one),
                     b = map_unconstrained(layer, hierarchy, four);
    ASSERT_TRUE(a.proven && b.proven);
    ASSERT_EQ(a.feasible, b.feasible);
    EXPECT_TRUE(same(a.nest, b.nest)) << "case " << i;
  }
}

// The four layers that timeloop-mapper searched: at least as good, proven, whatever the threads.
TEST(AnyMapper, AtLeastAsGoodAsTimeloopsMapper) {
  for (const TimeloopCase& item : read_timeloop_cases("mapper.jsonl")) {
    SCOPED_TRACE(item.name);
    AnyMapperOptions options;
    options.threads = 2;
    const Layer& layer = item.input.problem.layer;
    const Hierarchy& hierarchy = item.input.architecture.hierarchy;
    const AnyMapping found = map_unconstrained(layer, hierarchy, options);
    ASSERT_TRUE(found.feasible);
    EXPECT_TRUE(found.proven);
    const NestCost theirs = cost_of(counts_of(item.input.nest), units_of(hierarchy), layer.macs());
    EXPECT_LE(found.value, theirs.cycles * theirs.energy_pj);
    options.threads = 1;
    EXPECT_TRUE(same(map_unconstrained(layer, hierarchy, options).nest, found.nest));
  }
}

TEST(AnyMapper, ALayerThatTheOutermostLevelDoesNotHoldIsInfeasible) {
  Layer layer;
  layer.bounds[Dim::M] = 4, layer.bounds[Dim::C] = 5;  // 20 weights, 5 inputs, 4 outputs
  Hierarchy hierarchy;
  hierarchy.levels.resize(2);
  hierarchy.levels[0].name = "DRAM";
  hierarchy.levels[0].capacity_words = 28;
  const AnyMapping found = map_unconstrained(layer, hierarchy, {});
  EXPECT_FALSE(found.feasible);
  EXPECT_TRUE(found.proven);
  ASSERT_EQ(found.misfits.size(), 1u);
  EXPECT_EQ(found.misfits[0].level, "DRAM");
  EXPECT_EQ(found.misfits[0].needed, 29);
  EXPECT_EQ(found.misfits[0].lacking(), 1);
  hierarchy.levels[0].capacity_words = 29;
  EXPECT_TRUE(map_unconstrained(layer, hierarchy, {}).feasible);
}

TEST(AnyMapper, EndsWhereItIsStopped) {
  Layer layer;
  for (Dim d : {Dim::M, Dim::C, Dim::P, Dim::Q}) layer.bounds[d] = 720;
  layer.bounds[Dim::R] = layer.bounds[Dim::S] = 6;
  Random random(8, "any mapper");
  const std::atomic<bool> stop = true;
  AnyMapperOptions options;
  options.stop = &stop;
  options.time_limit_s = 1e6;
  const AnyMapping found = map_unconstrained(layer, sharing_hierarchy(random), options);
  EXPECT_FALSE(found.proven);
  EXPECT_GT(found.lower_bound, 0);
}

TEST(AnyMapper, SaysWhereNothingFits) {
  Random random(4, "any mapper");
  Hierarchy hierarchy;
  hierarchy.name = "small";
  hierarchy.levels.resize(2);
  hierarchy.levels[0].name = "DRAM";
  hierarchy.levels[0].may_keep[1] = false;
  try {
    map_unconstrained(random_layer(random), hierarchy, {});
    FAIL() << "an outermost level without inputs was accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("'DRAM' keeps no Inputs"));
  }
}

}  // namespace
}  // namespace dance::test
