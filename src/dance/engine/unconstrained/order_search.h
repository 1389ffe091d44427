// The best order of one level's temporal loops for everything below it, exactly.
//
// With the tiles known, what the loops of one level add to the words that come to a level below depends on
// their own order alone: loop i, with the set S of loops inside it at this level, advances
//   outer * (product of the loops outside i) * (b_i - 1)
// times, and each time brings the words of the moved tile that the old one does not hold. For weights and
// outputs (and inputs without halo) that is the whole tile, or nothing while neither i nor anything inside
// moves it. A level further in that moves the tile "blocks" it: then every advance brings the whole tile, in
// any order. Costs add up over levels, and within a level over loops, so that a search over subsets finds the
// best order.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dance/engine/unconstrained/axis_union.h"
#include "dance/engine/unconstrained/chain_traffic.h"
#include "dance/engine/unconstrained/merged_layer.h"

namespace dance::unconstrained {

// Words of a window: those that one instance takes, and those that its parent sends for all where they are
// shared word by word.
struct WindowWords {
  double taken = 0, sent = 0;
};

// The inputs' tile at a level below, while its moves may overlap it.
struct WindowTile {
  std::size_t level = 0;
  double word_pj = 0, shared_pj = 0;  // of the words taken and sent
  double width = 1, height = 1, planes = 1;
  double places_apart = 1;                // instances' tiles that share nothing, each with its own union of
  AxisUnion across_width, across_height;  // those that may
  double reset_width = 0, reset_height = 0;  // how far the loops between have carried it
  WindowWords whole() const;
  // Words that are new after a move; the loops between start again.
  WindowWords after_move(double move_width, double move_height) const;
  double pj(const WindowWords& words) const { return word_pj * words.taken + shared_pj * words.sent; }
};

// The tiles below a level, and what a word more of each costs: seen from the next level outwards.
struct TilesBelow {
  std::array<double, kTensors> unblocked_pj{};  // whole tiles, where a move brings all or nothing
  std::array<bool, kTensors> unblocked{};
  double blocked_pj = 0;
  std::array<WindowTile, kMaxLevels> windows{};
  std::size_t window_count = 0;

  // Loops `factors` at the level just outside, each step of dimension d moving `steps[d]` iterations.
  void pass(const MergedLayer& layer, const Factors& factors, const Factors& steps);
};

struct LevelLoops {
  Factors factors = kUnitFactors;
  Factors steps = kUnitFactors;  // iterations that one step moves
  double outer = 1;              // product of the loops outside the level
};

// Loops as indices of merged dimensions, innermost first.
struct LoopOrder {
  std::array<std::uint8_t, kDims> dims{};
  std::size_t size = 0;
};

class OrderSearch {
 public:
  explicit OrderSearch(const MergedLayer& layer) : layer_(layer) {}

  // Least energy that the level's loops add, and an order that takes it.
  double least_pj(const LevelLoops& level, const TilesBelow& below, LoopOrder& order);
  // Orders of which none brings at most as much of every tile as another.
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
  void add_part(std::size_t subset, std::size_t loop, const TilesBelow& below,
                std::array<double, kParts>& added) const;
  double step_pj(std::size_t subset, std::size_t loop, const TilesBelow& below) const;

  const MergedLayer& layer_;
  std::array<std::uint8_t, kDims>
      loops_{};  // dimensions of the loops above 1 but the one that stays outermost
  std::size_t count_ = 0;
  int outermost_ = -1;
  double outer_ = 1;
  std::array<double, kDims> bound_{}, width_{}, height_{};
  std::array<double, kSubsets> product_{}, reset_width_{}, reset_height_{}, least_{};
  std::array<std::uint8_t, kSubsets> moves_{},
      last_{};  // bits: tensors that some loop of the subset moves; 8: far
};

}  // namespace dance::unconstrained
