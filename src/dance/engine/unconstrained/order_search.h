// The best order of one level's temporal loops for everything below the level. The search is exact. Where
// some loops are to come innermost, it is over the orders of the others.
//
// With the tiles known, what the loops of one level add to the words that come to the levels below depends
// on their own order alone. Loop i, whose bound is b_i, advances
//   outer * (product of the loops of this level outside i) * (b_i - 1)
// times, where `outer` is the product of the loops outside this level. Each time it brings the words of the
// moved tile that the old tile does not hold, which depend on the set of loops inside loop i. Of weights
// and outputs (and of inputs without a halo) this is the whole tile, or nothing as long as neither loop i
// nor a loop inside it moves the tile. Where a level in between moves the tile too, the tile is "blocked":
// every advance then brings it whole, in any order. Costs add up over levels, and within a level over
// loops, so that a search over subsets of the loops finds the best order.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dance/engine/unconstrained/axis_union.h"
#include "dance/engine/unconstrained/chain_traffic.h"
#include "dance/engine/unconstrained/merged_layer.h"

namespace dance::unconstrained {

// Words of a window: those that one instance takes and, where instances share them word by word, those that
// their parent sends for all of them.
struct WindowWords {
  double taken = 0, sent = 0;
};

// The inputs' tile at a level below, as long as it may overlap itself after a move.
struct WindowTile {
  std::size_t level = 0;
  double word_pj = 0, shared_pj = 0;  // of the words taken and sent
  AxisTile width, height;
  double planes = 1;
  double places_apart = 1;                   // groups of instances that share no word
  AxisUnion across_width, across_height;     // of the instances within a group
  double reset_width = 0, reset_height = 0;  // how far the loops in between have carried the tile
  WindowWords whole() const;
  // Words that are new after a move, at which the loops in between start again.
  WindowWords after_move(double move_width, double move_height) const;
  double pj(const WindowWords& words) const { return word_pj * words.taken + shared_pj * words.sent; }
};

// The tiles below a level and what they cost, as the next level outwards sees them.
struct TilesBelow {
  // Energy of the whole tiles of which a move brings all or nothing.
  std::array<double, kTensors> unblocked_pj{};
  std::array<bool, kTensors> unblocked{};
  double blocked_pj = 0;  // energy of the tiles that every move brings whole
  std::array<WindowTile, kMaxLevels> windows{};
  std::size_t window_count = 0;

  // Takes in the loops `factors` of the level just outside, where a step of dimension d moves `steps[d]`
  // iterations.
  void pass(const MergedLayer& layer, const Factors& factors, const Factors& steps);
};

// Loops as indices of merged dimensions, innermost first.
struct LoopOrder {
  std::array<std::uint8_t, kDims> dims{};
  std::size_t size = 0;
};

struct LevelLoops {
  Factors factors = kUnitFactors;
  Factors steps = kUnitFactors;  // iterations that one step moves
  double outer = 1;              // product of the loops outside the level
  LoopOrder innermost = {};      // loops that come first, in this order, as far as there are any
};

class OrderSearch {
 public:
  explicit OrderSearch(const MergedLayer& layer) : layer_(layer) {}

  // The least energy that the level's loops add, and an order of them with which they add it.
  double least_pj(const LevelLoops& level, const TilesBelow& below, LoopOrder& order);
  // Enough orders to choose from whatever words cost: for every order there is one of them that brings at
  // most as many words of every tile.
  std::vector<LoopOrder> non_dominated(const LevelLoops& level, const TilesBelow& below);

 private:
  static constexpr std::size_t kSubsets = std::size_t{1} << kDims;
  static constexpr std::size_t kParts = kTensors + 2 * kMaxLevels;
  struct Partial {
    std::array<double, kParts> added{};
    LoopOrder order;
  };

  double by_run(const LevelLoops& level, const TilesBelow& below, LoopOrder& order) const;
  void prepare(const LevelLoops& level);
  void prepare_innermost(const LoopOrder& innermost);
  bool may_be_next(std::size_t subset, std::size_t loop) const;
  void add_part(std::size_t subset, std::size_t loop, const TilesBelow& below,
                std::array<double, kParts>& added) const;
  double step_pj(std::size_t subset, std::size_t loop, const TilesBelow& below) const;

  const MergedLayer& layer_;
  // Dimensions of the loops above 1, except for the one that stays outermost. Subsets are sets of bits over
  // them.
  std::array<std::uint8_t, kDims> loops_{};
  std::size_t count_ = 0;
  std::array<std::size_t, kDims> innermost_{};  // those that come first, as subsets of one
  std::size_t innermost_count_ = 0;
  int outermost_ = -1;
  double outer_ = 1;
  std::array<double, kDims> bound_{}, width_{}, height_{};
  std::array<double, kSubsets> product_{}, reset_width_{}, reset_height_{}, least_{};
  // Bits: the tensors that some loop of the subset moves, and 8 where one moves the inputs to other words.
  std::array<std::uint8_t, kSubsets> moves_{};
  std::array<std::uint8_t, kSubsets> last_{};  // the outermost loop of the subset's best order
};

}  // namespace dance::unconstrained
