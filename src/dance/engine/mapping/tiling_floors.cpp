#include "dance/engine/mapping/tiling_floors.h"

#include <algorithm>
#include <limits>

namespace dance {

namespace {

constexpr std::size_t tensor_of(Stationary stationary) {
  return index(stationary == kWeightsStay  ? Tensor::Weights
               : stationary == kInputsStay ? Tensor::Inputs
                                           : Tensor::Outputs);
}

// What the innermost of the loops over `tile` brings by itself, in all `iterations`: the least for any of
// those that leave `stationary` in place.
template <typename Tile>
double brought_by_innermost(const Layer& layer, const Tile& tile, const Bounds& bounds, const Bounds& extent,
                            double iterations, Stationary stationary) {
  if (stationary == kInputsStay) return 0;
  double least = std::numeric_limits<double>::infinity();
  for (Dim d : kOrderedDims) {
    if (bounds[d] == 1 || stationary_under(d) != stationary) continue;
    const OrderedLoop loop = loop_over(layer, d, bounds[d], extent[d]);
    const double words = loop.far ? tile.volume() : new_words(tile, loop.step_width, loop.step_height);
    least = std::min(least, iterations / loop.bound * (loop.bound - 1) * words);
  }
  return least == std::numeric_limits<double>::infinity() ? 0 : least;
}

}  // namespace

UnorderedLoops::UnorderedLoops(const Bounds& bounds) {
  product = output_tiles = static_cast<double>(bounds[Dim::G]);
  for (Dim d : kOrderedDims) {
    if (bounds[d] == 1) continue;
    const auto bound = static_cast<double>(bounds[d]);
    const Stationary stationary = stationary_under(d);
    product *= bound;
    leaving[tensor_of(stationary)] *= bound;
    if (stationary != kOutputsStay) output_tiles *= bound;
    present |= stationary;
  }
}

TilingFloors::TilingFloors(const MapProblem& problem, const BufferTiling& tiling, const LayerWords& words,
                           double least_input_fills)
    : problem_(problem),
      tiling_(tiling),
      array_(tiling.array),
      words_(words),
      least_input_fills_(least_input_fills),
      buffer_(tiling.buffer),
      dram_(tiling.dram) {}

void TilingFloors::set_inside(Stationary inside, Fills& fills) const {
  const double iterations = buffer_.product * dram_.product;
  // A run of the buffer's loops goes on in DRAM's where all of them leave the tensor in place.
  const std::size_t tensor = tensor_of(inside);
  const bool goes_on = buffer_.leaving[tensor] == buffer_.product;
  const double run = buffer_.leaving[tensor] * (goes_on ? dram_.leaving[tensor] : 1);
  fills.weights = array_.tile.weights * iterations / (inside == kWeightsStay ? run : 1);
  fills.output_visits = iterations / (inside == kOutputsStay ? run : 1);
  const Bounds& bounds = inside_is_dram() ? tiling_.dram : tiling_.buffer;
  const Bounds& extent = inside_is_dram() ? tiling_.extent : array_.extent;
  fills.inputs = problem_.disjoint
                     ? array_.tile.inputs * iterations / (inside == kInputsStay ? run : 1)
                     : std::max(least_input_fills_, brought_by_innermost(problem_.layer, array_.tile.input,
                                                                         bounds, extent, iterations, inside));
  fills.input_reads = problem_.by_words
                          ? std::max(words_.inputs, brought_by_innermost(problem_.layer, array_.shared_inputs,
                                                                         bounds, extent, iterations, inside))
                          : fills.inputs * array_.distinct_inputs;
}

void TilingFloors::set_at_dram_roughly(Stationary at_dram, bool bypass, Fills& fills) const {
  const double run = dram_.leaving[tensor_of(at_dram)];
  fills.buffer_weights =
      bypass ? 0 : tiling_.tile.weights * dram_.product / (at_dram == kWeightsStay ? run : 1);
  fills.buffer_inputs = problem_.disjoint
                            ? tiling_.tile.inputs * dram_.product / (at_dram == kInputsStay ? run : 1)
                            : words_.inputs;
  const double visits = dram_.product / (at_dram == kOutputsStay ? run : 1);
  fills.buffer_output_words = tiling_.tile.outputs * visits;
  fills.buffer_output_fills = tiling_.tile.outputs * (visits - dram_.output_tiles);
}

void TilingFloors::set_at_dram(Stationary at_dram, bool bypass, Fills& fills) const {
  set_at_dram_roughly(at_dram, bypass, fills);
  if (problem_.disjoint) return;
  const double brought = brought_by_innermost(problem_.layer, tiling_.tile.input, tiling_.dram,
                                              tiling_.extent, dram_.product, at_dram);
  fills.buffer_inputs = std::max(words_.inputs, brought);
}

}  // namespace dance
