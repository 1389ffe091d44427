#include "dance/engine/mapping/order_walk.h"

#include <algorithm>

#include "dance/engine/mapping/order_fills.h"

namespace dance {

namespace {

// A step moves the input tile to other windows of the same planes.
bool moves_windows(Dim d) { return d == Dim::P || d == Dim::Q || d == Dim::R || d == Dim::S; }

std::uint32_t all_of(const std::vector<OrderedLoop>& loops) { return (1u << loops.size()) - 1; }

// Loops of `bounds`, with the words that a step of a tile of `extent` moves the input.
void list_loops(const Layer& layer, const Bounds& bounds, const Bounds& extent, LevelLoops& loops) {
  loops.groups = static_cast<double>(bounds[Dim::G]);
  loops.ordered.clear();
  for (Dim d : kOrderedDims) {
    if (bounds[d] > 1) loops.ordered.push_back(loop_over(layer, d, bounds[d], extent[d]));
  }
}

InputReset reset_of(const LevelLoops& loops) {
  InputReset reset;
  reset.far = loops.groups > 1;
  for (const OrderedLoop& loop : loops.ordered) {
    reset.width += (loop.bound - 1) * loop.step_width;
    reset.height += (loop.bound - 1) * loop.step_height;
    reset.far = reset.far || loop.far;
  }
  return reset;
}

// Which of the loops leave a tensor of the set in place, a bit each.
std::uint32_t loops_under(const std::vector<OrderedLoop>& loops, StationarySet stationary) {
  std::uint32_t found = 0;
  for (std::size_t i = 0; i < loops.size(); ++i) {
    if ((stationary & stationary_under(loops[i].dim)) != 0) found |= 1u << i;
  }
  return found;
}

// Loops at the buffer, a bit each, that as its innermost could as well be in the register file: that holds
// the larger tile, and the array does not interleave the loop.
std::uint32_t movable_into_register_file(const MapProblem& problem, const BufferTiling& tiling,
                                         const std::vector<OrderedLoop>& loops) {
  const ArrayTiling& array = tiling.array;
  const double capacity = static_cast<double>(problem.limits.rf_bits[array.rf_step]);
  std::uint32_t movable = 0;
  for (std::size_t i = 0; i < loops.size(); ++i) {
    const Dim d = loops[i].dim;
    const bool interleaved = array.spatial.of[d].factor > 1 && moves_windows(d);
    if (!problem.dataflow.register_file[d] || interleaved) continue;
    Bounds grown = array.register_file;
    grown[d] *= problem.divisors.smallest_prime(tiling.buffer[d]);
    if (problem.rf_bits(problem.tiles_of(grown)) <= capacity) movable |= 1u << i;
  }
  return movable;
}

// Whether the buffer, at its capacity step, holds the tiles grown along `d` by a factor of DRAM's loop.
bool buffer_holds(const MapProblem& problem, const BufferTiling& tiling, Dim d, std::size_t glb_step,
                  bool bypass) {
  Bounds grown = tiling.extent;
  grown[d] *= problem.divisors.smallest_prime(tiling.dram[d]);
  return problem.glb_bits(problem.tiles_of(grown), bypass) <=
         static_cast<double>(problem.limits.glb_bits[glb_step]);
}

// Whether all loops at the buffer, but for G, are of the dimensions that lie inside all others there.
bool are_all_innermost(const MapProblem& problem, const LevelLoops& buffer) {
  return std::all_of(buffer.ordered.begin(), buffer.ordered.end(),
                     [&](const OrderedLoop& loop) { return problem.dataflow.buffer_innermost[loop.dim]; });
}

// Whether a loop over groups may be at the buffer as its outermost. Where the dataflow wants it inside others
// there, DRAM does as well with the loop outside all of its own: groups share no word.
bool may_loop_over_groups(const MapProblem& problem, const LevelLoops& buffer) {
  return !problem.dataflow.buffer_innermost[Dim::G] || are_all_innermost(problem, buffer);
}

// Loops at DRAM, a bit each, that as its innermost could as well be at the buffer.
struct MovableIntoBuffer {
  std::uint32_t always = 0;        // whatever the order there
  std::uint32_t as_outermost = 0;  // where the outermost loop there has the same dimension
};

MovableIntoBuffer movable_into_buffer(const MapProblem& problem, const BufferTiling& tiling,
                                      const LevelLoops& buffer, const LevelLoops& dram, std::size_t glb_step,
                                      bool bypass) {
  const DimSet& inside_others = problem.dataflow.buffer_innermost;
  const bool only_such = are_all_innermost(problem, buffer);
  MovableIntoBuffer movable;
  for (std::size_t i = 0; i < dram.ordered.size(); ++i) {
    const Dim d = dram.ordered[i].dim;
    if (!buffer_holds(problem, tiling, d, glb_step, bypass)) continue;
    if (tiling.buffer[d] > 1) {
      movable.as_outermost |= 1u << i;
    } else if (!inside_others[d] || only_such) {
      movable.always |= 1u << i;
    }
  }
  return movable;
}

std::uint32_t bit_of(Dim d, const std::vector<OrderedLoop>& loops) {
  const auto found =
      std::find_if(loops.begin(), loops.end(), [&](const OrderedLoop& loop) { return loop.dim == d; });
  return 1u << (found - loops.begin());
}

}  // namespace

const OrderWalk::Options& OrderWalk::search(LevelOrders& orders, const LevelLoops& loops,
                                            const LevelOrders::View& child, const LevelOrders::View* inner,
                                            std::uint32_t innermost_allowed, const DimSet& innermost) const {
  return problem_.disjoint ? orders.search_disjoint(loops.ordered, child, inner, innermost_allowed, innermost)
                           : orders.search(loops.ordered, child, inner, innermost_allowed, innermost);
}

const OrderWalk::Options& OrderWalk::search_dram(const BufferTiling& tiling,
                                                 std::uint32_t innermost_allowed) {
  const ArrayTile* shared = problem_.by_words ? &tiling.array.shared_inputs : nullptr;
  const LevelOrders::View buffer_tile{tiling.tile.input, {}, nullptr};
  const LevelOrders::View rf_tile{tiling.array.tile.input, reset_of(buffer_loops_), shared};
  static constexpr DimSet kAnyOrder{};
  return search(dram_orders_, dram_loops_, buffer_tile, &rf_tile, innermost_allowed, kAnyOrder);
}

void OrderWalk::walk(const BufferTiling& tiling, const StationaryChoices& choices) {
  list_loops(problem_.layer, tiling.buffer, tiling.array.extent, buffer_loops_);
  list_loops(problem_.layer, tiling.dram, tiling.extent, dram_loops_);
  if (tiling.buffer[Dim::G] > 1 && !may_loop_over_groups(problem_, buffer_loops_)) return;
  const std::vector<OrderedLoop>& loops = buffer_loops_.ordered;
  const std::uint32_t innermost =
      loops_under(loops, choices.any()) & ~movable_into_register_file(problem_, tiling, loops);
  const ArrayTile* shared = problem_.by_words ? &tiling.array.shared_inputs : nullptr;
  const Options& buffer_options = search(buffer_orders_, buffer_loops_, {tiling.array.tile.input, {}, shared},
                                         nullptr, innermost, problem_.dataflow.buffer_innermost);
  if (buffer_options.empty()) return;
  DramOrders dram_orders;
  for (bool bypass : {false, true}) {
    if (choices.under(bypass) != 0)
      visit_tiles(tiling, buffer_options, choices.under(bypass), bypass, dram_orders);
  }
}

void OrderWalk::visit_tiles(const BufferTiling& tiling, const Options& buffer_options,
                            StationarySet stationary, bool bypass, DramOrders& dram_orders) {
  const ArrayTiling& array = tiling.array;
  const std::vector<std::int64_t>& capacities = problem_.limits.glb_bits;
  const std::size_t glb_step = step_that_holds(problem_.glb_bits(tiling.tile, bypass), capacities);
  if (glb_step == capacities.size()) return;
  // Groups share no word: where DRAM loops over them alone, the buffer may as well hold more of them.
  if (dram_loops_.ordered.empty() && tiling.dram[Dim::G] > 1 &&
      may_loop_over_groups(problem_, buffer_loops_) &&
      buffer_holds(problem_, tiling, Dim::G, glb_step, bypass))
    return;
  const MovableIntoBuffer movable =
      movable_into_buffer(problem_, tiling, buffer_loops_, dram_loops_, glb_step, bypass);
  std::uint32_t innermost = all_of(dram_loops_.ordered) & ~movable.always;
  if (buffer_loops_.ordered.empty()) innermost &= loops_under(dram_loops_.ordered, stationary);
  if (innermost != dram_orders.innermost) {  // the other way of the weights often allows the same
    dram_orders.options = &search_dram(tiling, innermost);
    dram_orders.innermost = innermost;
  }
  MappingSummary summary{{}, array.spatial.pe_x, array.spatial.pe_y, array.rf_step, glb_step};
  const OrderFills fills(problem_, tiling, buffer_loops_, dram_loops_);
  const std::uint32_t stationary_loops = loops_under(buffer_loops_.ordered, stationary);
  for (const OrderOption& dram : *dram_orders.options) {
    std::uint32_t taken_as_outermost = 0;  // at the buffer
    if (!dram_loops_.ordered.empty() && (movable.as_outermost >> dram.loop_at(0) & 1u) != 0)
      taken_as_outermost = bit_of(dram_loops_.ordered[dram.loop_at(0)].dim, buffer_loops_.ordered);
    for (const OrderOption& buffer : buffer_options) {
      if (!buffer_loops_.ordered.empty() && (stationary_loops >> buffer.loop_at(0) & 1u) == 0) continue;
      if ((buffer.outermost & taken_as_outermost) != 0) continue;
      summary.counts = counts_of(problem_, array, fills.of(buffer, dram, bypass), bypass);
      visitor_.visit({summary, tiling, {buffer_loops_, buffer}, {dram_loops_, dram}, bypass});
    }
  }
}

}  // namespace dance
