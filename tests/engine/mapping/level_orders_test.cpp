// The orders of a level's loops against all of their permutations, each executed step by step.
#include "dance/engine/mapping/level_orders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

#include "dance/core/random.h"
#include "engine/nest/touched_words.h"

namespace dance::test {
namespace {

using Place = std::array<std::int64_t, 3>;  // column, row, plane

std::set<Place> words_at(const InputTile& tile, const Place& corner) {
  std::set<Place> words;
  for (std::int64_t x : touched_by(tile.width.window())) {
    for (std::int64_t y : touched_by(tile.height.window())) {
      for (std::int64_t p = 0; p < static_cast<std::int64_t>(tile.planes); ++p)
        words.insert({corner[0] + x, corner[1] + y, corner[2] + p});
    }
  }
  return words;
}

// What a loop nest does to one instance of the level below: input words that arrive, tiles of weights and of
// outputs that come one after another.
struct Executed {
  double input_fills = 0, weight_tiles = 0, output_tiles = 0;
};

// `order` lists the loops, innermost first. Between two steps the loops of a level further in carry the tile
// by `reset`, and take it back when they start again.
Executed execute(const std::vector<OrderedLoop>& loops, const std::vector<std::size_t>& order,
                 const InputTile& tile, const Place& reset) {
  Executed done;
  std::vector<std::int64_t> at(loops.size(), 0);
  std::set<Place> held;
  std::vector<std::int64_t> last_weights, last_outputs;
  for (;;) {
    Place corner{};
    std::vector<std::int64_t> weights = {0}, outputs = {0};
    for (std::size_t i = 0; i < loops.size(); ++i) {
      corner[0] += at[i] * static_cast<std::int64_t>(loops[i].step_width);
      corner[1] += at[i] * static_cast<std::int64_t>(loops[i].step_height);
      if (loops[i].far) corner[2] += at[i] * (loops[i].dim == Dim::N ? 1'000'000 : 1000);
      if (is_relevant(Tensor::Weights, loops[i].dim)) weights.push_back(at[i]);
      if (is_relevant(Tensor::Outputs, loops[i].dim)) outputs.push_back(at[i]);
    }
    for (const Place& word : words_at(tile, corner)) done.input_fills += held.count(word) == 0 ? 1 : 0;
    held = words_at(tile, {corner[0] + reset[0], corner[1] + reset[1], corner[2] + reset[2]});
    done.weight_tiles += weights != last_weights ? 1 : 0;
    done.output_tiles += outputs != last_outputs ? 1 : 0;
    last_weights = weights, last_outputs = outputs;
    std::size_t next = 0;
    while (next < order.size() && ++at[order[next]] == static_cast<std::int64_t>(loops[order[next]].bound))
      at[order[next++]] = 0;
    if (next == order.size()) return done;
  }
}

// Some loops of a level and the tiles that they move.
struct Level {
  std::vector<OrderedLoop> loops;
  InputTile tile, inner;
  InputReset reset;
  std::uint32_t innermost_allowed = 0;
  DimMap<bool> innermost{};
};

Level random_level(Random& random, bool disjoint) {
  const auto from_to = [&](std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
  };
  DimMap<std::int64_t> extent;
  for (Dim d : kAllDims) extent[d] = from_to(1, 2);
  if (disjoint) extent[Dim::R] = extent[Dim::S] = 1;
  const std::int64_t stride = from_to(1, 2), dilation = disjoint ? 1 : from_to(1, 2);
  const auto windows = [&](Dim pixel, Dim filter) {
    return AxisTile(Window{extent[pixel], extent[filter], stride, dilation});
  };
  Level level;
  level.tile = {windows(Dim::P, Dim::R), windows(Dim::Q, Dim::S),
                static_cast<double>(extent[Dim::N] * extent[Dim::C])};
  level.inner = {AxisTile(),
                 AxisTile(Window{std::min<std::int64_t>(2, level.tile.height.window().extent()), 1, 1, 1}),
                 1};
  std::vector<Dim> dims = {Dim::M, Dim::C, Dim::N, Dim::P, Dim::Q, Dim::R, Dim::S};
  if (disjoint) dims.resize(5);
  for (Dim d : dims) {
    if (random.below(5) < 2) continue;
    OrderedLoop loop{d, static_cast<double>(from_to(2, 3)), 0, 0, d == Dim::C || d == Dim::N};
    const double step = static_cast<double>(extent[d]);
    if (d == Dim::P) loop.step_width = step * static_cast<double>(stride);
    if (d == Dim::R) loop.step_width = step * static_cast<double>(dilation);
    if (d == Dim::Q) loop.step_height = step * static_cast<double>(stride);
    if (d == Dim::S) loop.step_height = step * static_cast<double>(dilation);
    if (level.loops.size() < 4) level.loops.push_back(loop);
  }
  const bool carried = random.below(2) == 0;
  level.reset = {carried ? static_cast<double>(level.tile.width.window().extent() - 1) : 0, 0,
                 carried && random.below(4) == 0};
  level.innermost_allowed = (1u << level.loops.size()) - 1;
  return level;
}

// An order that can be told from others by what it does.
struct Row {
  double input_fills, inner_input_fills, weight_tiles, output_tiles;
  bool no_worse_than(const Row& other) const {
    return input_fills <= other.input_fills && inner_input_fills <= other.inner_input_fills &&
           weight_tiles <= other.weight_tiles && output_tiles <= other.output_tiles;
  }
  bool operator==(const Row&) const = default;
};

Row executed(const Level& level, const std::vector<std::size_t>& order) {
  const Executed own = execute(level.loops, order, level.tile, {});
  const Place reset = {static_cast<std::int64_t>(level.reset.width),
                       static_cast<std::int64_t>(level.reset.height), level.reset.far ? 500 : 0};
  return {own.input_fills, execute(level.loops, order, level.inner, reset).input_fills, own.weight_tiles,
          own.output_tiles};
}

bool allowed(const Level& level, const std::vector<std::size_t>& order) {
  if (!order.empty() && (level.innermost_allowed >> order.front() & 1u) == 0) return false;
  return std::is_partitioned(order.begin(), order.end(),
                             [&](std::size_t i) { return level.innermost[level.loops[i].dim]; });
}

// Each option does what its order does when executed, and no permutation does better than all of them.
void check(const Level& level, const std::vector<OrderOption>& options) {
  double product = 1;
  for (const OrderedLoop& loop : level.loops) product *= loop.bound;
  std::vector<Row> found;
  for (const OrderOption& option : options) {
    std::vector<std::size_t> order;
    for (std::size_t inside = 0; inside < level.loops.size(); ++inside)
      order.push_back(option.loop_at(inside));
    EXPECT_TRUE(allowed(level, order));
    found.push_back(
        {option.input_fills, option.inner_input_fills, product / option.w_run, product / option.o_run});
    const Row row = executed(level, order);
    EXPECT_EQ(found.back().input_fills, row.input_fills);
    EXPECT_EQ(found.back().inner_input_fills, row.inner_input_fills);
    EXPECT_EQ(found.back().weight_tiles, row.weight_tiles);
    EXPECT_EQ(found.back().output_tiles, row.output_tiles);
  }
  std::vector<std::size_t> order(level.loops.size());
  std::iota(order.begin(), order.end(), 0);
  do {
    if (!allowed(level, order)) continue;
    const Row row = executed(level, order);
    EXPECT_TRUE(std::any_of(found.begin(), found.end(),
                            [&](const Row& option) { return option.no_worse_than(row); }));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(LevelOrders, NoPermutationDoesBetter) {
  Random random(1, "level orders");
  LevelOrders orders;  // one for all, so that what an earlier search left would show
  for (int i = 0; i < 150; ++i) {
    Level level = random_level(random, false);
    if (random.below(3) == 0) level.innermost[Dim::P] = level.innermost[Dim::R] = true;
    for (std::size_t l = 0; l < level.loops.size(); ++l) {
      if (random.below(4) == 0) level.innermost_allowed &= ~(1u << l);
    }
    const LevelOrders::View child{level.tile, {}, nullptr}, inner{level.inner, level.reset, nullptr};
    check(level, orders.search(level.loops, child, &inner, level.innermost_allowed, level.innermost));
  }
}

TEST(LevelOrders, NoPermutationDoesBetterWhereTilesAreEqualOrApart) {
  Random random(2, "level orders");
  LevelOrders orders;
  for (int i = 0; i < 150; ++i) {
    Level level = random_level(random, true);
    level.tile.width = level.tile.height = level.inner.width = level.inner.height = AxisTile();
    level.reset = {};
    const LevelOrders::View child{level.tile, {}, nullptr}, inner{level.inner, {}, nullptr};
    check(level, orders.search_disjoint(level.loops, child, &inner, level.innermost_allowed, {}));
  }
}

}  // namespace
}  // namespace dance::test
