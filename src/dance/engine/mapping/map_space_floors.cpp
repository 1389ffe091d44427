// Lower bounds on the counts of all mappings that share their factors on the array and in the register files.
//
// The innermost loop outside the register files leaves one tensor in place at most: weights under P or Q,
// outputs under C, R or S, inputs under M. A tensor that it moves is fetched anew by every pass (of inputs
// with a halo, the words that are new); the one in place is fetched at least once per tile; DRAM moves every
// word at least once.
#include <algorithm>

#include "dance/engine/mapping/map_space.h"
#include "dance/engine/nest/segments.h"

namespace dance {

MapSpace::Stationary MapSpace::stationary_under(Dim d) {
  if (!is_relevant(Tensor::Weights, d)) return kWeights;
  return is_relevant(Tensor::Outputs, d) ? kInputs : kOutputs;
}

std::uint32_t MapSpace::innermost_of(const std::vector<OrderedLoop>& loops, std::uint32_t stationary) {
  std::uint32_t allowed = 0;
  for (std::size_t i = 0; i < loops.size(); ++i) {
    if ((stationary & stationary_under(loops[i].dim)) != 0) allowed |= 1u << i;
  }
  return allowed;
}

void MapSpace::find_chip_floors() {
  Bounds padded = kUnitBounds;
  for (Dim d : kAllDims) padded[d] = d == Dim::N ? 1 : spatial_[d].factor * spatial_[d].passes;
  const auto at = [&](Dim d) { return static_cast<double>(padded[d]); };
  chip_.weights = at(Dim::G) * at(Dim::M) * at(Dim::C) * at(Dim::R) * at(Dim::S);
  chip_.outputs = at(Dim::G) * at(Dim::M) * at(Dim::P) * at(Dim::Q);
  const auto touched = [](std::int64_t stride, std::int64_t outputs, std::int64_t dilation,
                          std::int64_t taps) {
    return static_cast<double>(covered(places(stride, outputs, dilation, taps), 1));
  };
  chip_.inputs = at(Dim::G) * at(Dim::C) *
                 touched(layer_.stride_w, padded[Dim::P], layer_.dilation_w, padded[Dim::R]) *
                 touched(layer_.stride_h, padded[Dim::Q], layer_.dilation_h, padded[Dim::S]);
}

double MapSpace::least_input_fills() const {
  const double planes = rf_tile_.input.planes * static_cast<double>(rest_[Dim::G] * rest_[Dim::C]);
  const auto axis = [&](Dim pixel, Dim filter, double length, std::int64_t stride, std::int64_t dilation) {
    if (rest_[filter] == 1 && rest_[pixel] == 1) return length;
    return static_cast<double>(
        covered(places(rf_[pixel] * spatial_[pixel].factor * stride, rest_[pixel],
                       rf_[filter] * spatial_[filter].factor * dilation, rest_[filter]),
                static_cast<std::int64_t>(length)));
  };
  return planes * axis(Dim::P, Dim::R, rf_tile_.input.width, layer_.stride_w, layer_.dilation_w) *
         axis(Dim::Q, Dim::S, rf_tile_.input.height, layer_.stride_h, layer_.dilation_h);
}

Candidate MapSpace::floor_of(Stationary stationary, bool bypass, double input_fills) const {
  double passes = 1, weight_tiles = 1;
  for (Dim d : kMappedDims) {
    passes *= static_cast<double>(rest_[d]);
    if (is_relevant(Tensor::Weights, d)) weight_tiles *= static_cast<double>(rest_[d]);
  }
  Fills fills;
  fills.weights = rf_tile_.weights * (stationary == kWeights ? weight_tiles : passes);
  fills.inputs = disjoint_ && stationary != kInputs ? rf_tile_.inputs * passes : input_fills;
  fills.input_reads = by_words() ? chip_.inputs : fills.inputs * array_.distinct_inputs;
  fills.output_visits = stationary == kOutputs ? array_.output_tiles : passes;
  fills.buffer_weights = bypass ? 0 : chip_.weights;
  fills.buffer_inputs = chip_.inputs;
  fills.buffer_output_words = chip_.outputs;
  Candidate floor = candidate_;
  floor.counts = counts_under(fills, bypass);
  floor.glb_step = step_that_holds(tile_of(buffer_tile_).bits(glb_bits_, !bypass), limits_.glb_bits);
  return floor;
}

// Which tensors may stay in place under the innermost loop outside the array, so that a mapping still
// matters.
void MapSpace::find_stationary() {
  std::uint32_t possible = 0;
  for (Dim d : kMappedDims) {
    if (d != Dim::G && rest_[d] > 1) possible |= stationary_under(d);
  }
  if (possible == 0) possible = kWeights;  // no loop, or G alone: every tensor moves
  const double input_fills = least_input_fills();
  for (bool bypass : {false, true}) {
    std::uint32_t& mattering = may_be_stationary_[bypass ? 1 : 0];
    mattering = 0;
    if (bypass && !may_bypass()) continue;
    for (Stationary stationary : {kWeights, kOutputs, kInputs}) {
      if ((possible & stationary) == 0) continue;
      const Candidate floor = floor_of(stationary, bypass, input_fills);
      if (floor.glb_step < limits_.glb_bits.size() && visitor_->may_matter(floor)) mattering |= stationary;
    }
  }
}

}  // namespace dance
