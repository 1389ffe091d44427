// Lower bounds never exceed what mappings truly cost, as the general engine counts it; and are met by some,
// so that they say something.
#include "dance/engine/unconstrained/tile_search_bounds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "engine/unconstrained/level_case.h"
#include "engine/unconstrained/random_cases.h"

namespace dance::test {
namespace {

using namespace unconstrained;

constexpr double kSlack = 1 + 1e-9;

constexpr LevelKind kKinds[] = {LevelKind::Plain, LevelKind::Sliding, LevelKind::Windows,
                                LevelKind::Separate};

bool before(const Loop& a, const Loop& b) { return std::tie(a.dim, a.bound) < std::tie(b.dim, b.bound); }

// The least that any order of these loops adds.
double least_of_all_orders(const LevelCase& item, std::vector<Loop> loops) {
  double least = std::numeric_limits<double>::infinity();
  std::sort(loops.begin(), loops.end(), before);
  do {
    least = std::min(least, item.added_pj(loops));
  } while (std::next_permutation(loops.begin(), loops.end(), before));
  return least;
}

TEST(TileSearchBounds, NoOrderOfALevelsLoopsAddsLess) {
  Random random(1, "tile search bounds");
  int met = 0;
  for (int i = 0; i < 400; ++i) {
    const LevelCase item(random, kKinds[i % 4], 4);
    const double bound = least_pj_of_level(item.layer(), item.below(), item.level());
    const double least = least_of_all_orders(item, item.loops());
    ASSERT_LE(bound, least * kSlack + 1e-9) << "case " << i;
    met += bound > 0 && bound * kSlack >= least ? 1 : 0;
  }
  EXPECT_GT(met, 50);
}

// The loops outside may stand at several levels: a dimension then has several loops, one for each prime
// factor at most, in any order.
std::vector<Loop> prime_loops(const std::vector<Loop>& loops) {
  std::vector<Loop> out;
  for (Loop loop : loops) {
    for (std::int64_t factor = 2; loop.bound > 1; ++factor) {
      for (; loop.bound % factor == 0; loop.bound /= factor) out.push_back({loop.dim, factor});
    }
  }
  return out;
}

TEST(TileSearchBounds, NoArrangementOfTheLoopsOutsideAddsLess) {
  Random random(2, "tile search bounds");
  int met = 0;
  for (int done = 0; done < 800;) {
    const LevelCase item(random, kKinds[done % 4], 4);
    const std::vector<Loop> loops = prime_loops(item.loops());
    if (loops.empty() || loops.size() > 6) continue;
    ++done;
    const double bound =
        least_pj_outside(item.layer(), item.below(), item.level().factors, item.level().steps);
    const double least = least_of_all_orders(item, loops);
    ASSERT_LE(bound, least * kSlack + 1e-9) << "case " << done;
    met += bound > 0 && bound * kSlack >= least ? 1 : 0;
  }
  EXPECT_GT(met, 50);
}

// Where loops stand still further out, beyond another fan-out, their steps are longer than the least.
TEST(TileSearchBounds, LongerStepsDoNotAddLess) {
  Random random(4, "tile search bounds");
  int longer = 0;
  for (int done = 0; done < 4000;) {
    const LevelCase item(random, LevelKind::Separate, 2);
    const std::vector<Loop> loops = prime_loops(item.loops());
    if (loops.empty() || loops.size() > 3) continue;
    ++done;
    const double bound = least_pj_outside(item.layer(), item.below(), item.level().factors, item.tile());
    ASSERT_LE(bound, least_of_all_orders(item, loops) * kSlack + 1e-9) << "case " << done;
    longer += item.tile() != item.level().steps ? 1 : 0;
  }
  EXPECT_GT(longer, 1000);
}

// What the search knows once it has decided the levels of a mapping.
DecidedLevels decided(const MergedLayer& layer, const RandomMapping& mapping) {
  DecidedLevels levels;
  const std::size_t depth = mapping.levels.size();
  for (std::size_t d = 0; d < layer.size(); ++d) {
    levels[depth].left[d] = layer.dims()[d].bound;
    for (const FanoutChoice& fanout : mapping.task.spatial->fanouts)
      levels[depth].left[d] /= fanout.merged[d];
    for (std::size_t l = depth; l-- > 0;) {
      levels[l].temporal[d] = mapping.levels[l].temporal[d];
      levels[l].steps[d] = levels[l + 1].tile[d] * mapping.task.spatial->fanouts[l].merged[d];
      levels[l].tile[d] = levels[l].steps[d] * levels[l].temporal[d];
      levels[l].left[d] = levels[l + 1].left[d] / levels[l].temporal[d];
    }
  }
  return levels;
}

TEST(TileSearchBounds, NoMappingBringsFewerWordsOrTakesFewerCycles) {
  Random random(3, "tile search bounds");
  int met_words = 0, met_cycles = 0, limited = 0;
  for (int i = 0; i < 1500; ++i) {
    const bool sharing = random.below(3) == 0;
    const Layer drawn = sharing ? sliding_layer(random) : random_layer(random);
    const Hierarchy hierarchy = sharing ? sharing_hierarchy(random) : random_hierarchy(random);
    const MergedLayer layer(drawn, hierarchy.input_words);
    const SpatialChoices spatial = spatial_choices(layer, hierarchy);
    const RandomMapping mapping = random_mapping(random, layer, hierarchy, spatial);
    const DecidedLevels levels = decided(layer, mapping);
    const TaskTraffic traffic(layer, hierarchy, mapping.task);
    const NestCounts counts = counts_of(mapping.nest);
    const double cycles = cost_of(counts, units_of(hierarchy), layer.layer().macs()).cycles;
    for (std::size_t level = 0; level < hierarchy.levels.size(); ++level) {
      const double least = least_bandwidth_cycles(layer, hierarchy, traffic, levels, level);
      ASSERT_LE(least, cycles) << "case " << i << ", level " << level;
      limited += cycles > static_cast<double>(counts.compute_cycles) ? 1 : 0;
      met_cycles += least == cycles && cycles > static_cast<double>(counts.compute_cycles) ? 1 : 0;
      for (std::size_t child = std::max<std::size_t>(level, 1); child < hierarchy.levels.size(); ++child) {
        for (std::size_t t = 0; t < kTensors; ++t) {
          if (!mapping.nest.levels[child].keeps[t]) continue;
          const double arriving = words_arriving(mapping.nest, counts, kAllTensors[t], child);
          const double words = least_words_arriving(layer, kAllTensors[t], levels, child, level);
          ASSERT_LE(words, arriving) << "case " << i << ", level " << level << ", tile of " << child;
          met_words += words == arriving ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(met_words, 2000);
  EXPECT_GT(limited, 500);
  EXPECT_GT(met_cycles, 100);
}

}  // namespace
}  // namespace dance::test
