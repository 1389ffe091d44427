// The orders of one level's temporal loops that none dominates, found exactly without walking all
// permutations.
//
// What an order does to one instance of the level below, whose tile is V (a `far` loop moves the input tile
// to disjoint words):
//   weights  fills  = V * product / w_run, w_run = product of the innermost run of loops that leave
//            weights in place
//   outputs  visits = product / o_run, likewise
//   inputs   fills  = V + sum over loops i of
//            (product of the loops outside i) * (b_i - 1) * |V \ (V moved by v_i)|,
//            where v_i is one step of loop i less a full reset of every loop inside i.
// A term of the sum depends on loop i and on the *set* of the loops inside it, so that a search over subsets,
// innermost first, that keeps the non-dominated partial orders of each subset sees every order. G stays
// outermost: its steps move every tensor to disjoint words, so that it never helps further in.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "dance/engine/nest/window.h"
#include "dance/engine/workload/layer.h"

namespace dance {

// One input tile: the words of `width` and `height`, in `planes` planes.
struct InputTile {
  AxisTile width, height;
  double planes = 1;
  double volume() const { return width.words() * height.words() * planes; }
};

// A loop as the input tile sees it.
struct OrderedLoop {
  Dim dim = Dim::G;
  double bound = 1;
  double step_width = 0, step_height = 0;  // words that one step moves the tile
  bool far = false;                        // a step moves the tile to other planes (C, N, G)
};

// All dimensions but G, which stays outermost.
inline constexpr std::array<Dim, 7> kOrderedDims = {Dim::M, Dim::C, Dim::N, Dim::P, Dim::Q, Dim::R, Dim::S};

// The loop of `d` over tiles of `extent` iterations of it.
inline OrderedLoop loop_over(const Layer& layer, Dim d, std::int64_t bound, std::int64_t extent) {
  OrderedLoop loop{d, static_cast<double>(bound), 0, 0, d == Dim::C || d == Dim::N};
  const double step = static_cast<double>(extent);
  if (d == Dim::P) loop.step_width = step * layer.stride_w;
  if (d == Dim::R) loop.step_width = step * layer.dilation_w;
  if (d == Dim::Q) loop.step_height = step * layer.stride_h;
  if (d == Dim::S) loop.step_height = step * layer.dilation_h;
  return loop;
}

// The temporal loops of a level whose bound is not 1: that of G, which stays outermost, and those that an
// order is found for.
struct LevelLoops {
  double groups = 1;
  std::vector<OrderedLoop> ordered;
};

// Where a tile stands when a level's loops start again: the move that the resets inside have made.
struct InputReset {
  double width = 0, height = 0;
  bool far = false;
};

// The input tiles of all register files together, under multicast of words: per step the buffer reads each
// word that at least one of them newly needs (see distinct_arrivals in nest.cpp).
struct ArrayTile {
  double width = 1, height = 1, planes = 1;  // different words held
  // Words that a move adds, by its length: up to that of a tile, beyond which every move adds as many.
  std::vector<double> added_width, added_height;
  double volume() const { return width * height * planes; }
};

// Words of a tile that are new where it moves by `width` and `height` words within its planes.
inline double new_words(const InputTile& tile, double width, double height) {
  const double kept_width = tile.width.words() - tile.width.added(width),
               kept_height = tile.height.words() - tile.height.added(height);
  return tile.volume() - kept_width * kept_height * tile.planes;
}
inline double new_words(const ArrayTile& tile, double width, double height) {
  const auto added = [](const std::vector<double>& by_length, double move) {
    return by_length[std::min(by_length.size() - 1, static_cast<std::size_t>(move))];
  };
  const double known_width = tile.width - added(tile.added_width, width),
               known_height = tile.height - added(tile.added_height, height);
  return tile.volume() - known_width * known_height * tile.planes;
}

struct OrderOption {
  double w_run = 1, o_run = 1;
  // Input fills of the level's child, and (at DRAM) those of the register file that DRAM's own loops cause.
  double input_fills = 0, inner_input_fills = 0;
  // Words that the buffer reads for those of register files, under multicast of words only.
  double input_reads = 0, inner_input_reads = 0;
  std::uint32_t outermost = 0;  // a bit per loop that may be outermost without changing the rest
  std::uint32_t order = 0;      // 4 bits per loop, innermost lowest: position in the list of loops + 1
  // Position in the list of the loop that has `inside` loops inside it.
  std::size_t loop_at(std::size_t inside) const { return (order >> (4 * inside) & 15u) - 1; }
};

class LevelOrders {
 public:
  // A tile whose fills an order decides: its box, the steps of each loop, the resets inside the level.
  struct View {
    InputTile tile;
    InputReset reset;
    const ArrayTile* array = nullptr;  // of register files under multicast of words
  };

  // `loops` are the level's loops of bound above 1, G's left out; `child` is the tile of the level below.
  // `inner` is given for DRAM: the register file's tile, which DRAM's loops move by as many words as the
  // buffer's. `innermost_allowed` has a bit for each loop that may lie innermost; the loops of the dimensions
  // `innermost` lie inside all others.
  const std::vector<OrderOption>& search(const std::vector<OrderedLoop>& loops, const View& child,
                                         const View* inner, std::uint32_t innermost_allowed,
                                         const DimMap<bool>& innermost);

  // The same where each loop moves the input tile to other words altogether or not at all, as under 1x1
  // filters: one order for each tensor that the innermost run of loops may leave in place.
  const std::vector<OrderOption>& search_disjoint(const std::vector<OrderedLoop>& loops, const View& child,
                                                  const View* inner, std::uint32_t innermost_allowed,
                                                  const DimMap<bool>& innermost);

 private:
  void extend(std::size_t subset, std::size_t loop);
  void insert(std::vector<OrderOption>& options, const OrderOption& option);
  struct NewWords {
    double fills = 0, reads = 0;
  };
  NewWords new_words(const View& view, const OrderedLoop& loop, std::size_t inside) const;

  const std::vector<OrderedLoop>* loops_ = nullptr;
  const View* child_ = nullptr;
  const View* inner_ = nullptr;
  double product_ = 1;
  std::vector<double> products_, reset_width_, reset_height_;  // per subset
  // Per subset, whether any of its loops is far, all are of P and Q, and all are of C, R and S.
  std::vector<std::uint8_t> far_, only_pixels_, only_sums_;
  std::vector<std::vector<OrderOption>> partial_;  // per subset
  std::vector<OrderOption> disjoint_;
};

}  // namespace dance
