#include "dance/engine/mapping/tiling_floors.h"

#include <algorithm>
#include <limits>

namespace dance {

namespace {

constexpr std::array<Dim, 7> kOrderedDims = {Dim::M, Dim::C, Dim::N, Dim::P,
                                             Dim::Q, Dim::R, Dim::S};  // all but G

constexpr std::size_t tensor_of(Stationary stationary) {
  return index(stationary == kWeightsStay  ? Tensor::Weights
               : stationary == kInputsStay ? Tensor::Inputs
                                           : Tensor::Outputs);
}

bool is_along_width(Dim d) { return d == Dim::P || d == Dim::R; }
bool changes_planes(Dim d) { return d == Dim::C || d == Dim::N; }

// Words that one step of a loop over tiles of `extent` moves the input along its axis.
double step_of(const Layer& layer, Dim d, std::int64_t extent) {
  switch (d) {
    case Dim::P:
      return static_cast<double>(extent * layer.stride_w);
    case Dim::Q:
      return static_cast<double>(extent * layer.stride_h);
    case Dim::R:
      return static_cast<double>(extent * layer.dilation_w);
    default:
      return static_cast<double>(extent * layer.dilation_h);
  }
}

// Words of the tile that are new after one step of the loop of `d`.
double new_words(const Layer& layer, const InputTile& tile, Dim d, std::int64_t extent) {
  if (changes_planes(d)) return tile.volume();
  const AxisTile& moved = is_along_width(d) ? tile.width : tile.height;
  const AxisTile& other = is_along_width(d) ? tile.height : tile.width;
  return moved.added(step_of(layer, d, extent)) * other.words() * tile.planes;
}

double new_words(const Layer& layer, const ArrayTile& tile, Dim d, std::int64_t extent) {
  if (changes_planes(d)) return tile.volume();
  const std::vector<double>& added = is_along_width(d) ? tile.added_width : tile.added_height;
  const auto move = static_cast<std::size_t>(step_of(layer, d, extent));
  return added[std::min(added.size() - 1, move)] * (is_along_width(d) ? tile.height : tile.width) *
         tile.planes;
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
    const auto bound = static_cast<double>(bounds[d]);
    least = std::min(least, iterations / bound * (bound - 1) * new_words(layer, tile, d, extent[d]));
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
