#include "dance/engine/mapping/map_floors.h"

#include "dance/engine/mapping/fills.h"
#include "dance/engine/nest/segments.h"

namespace dance {

LayerWords words_of(const MapProblem& problem, const Bounds& bounds) {
  const auto touched = [](std::int64_t stride, std::int64_t outputs, std::int64_t dilation,
                          std::int64_t taps) {
    return static_cast<double>(covered(places({outputs, stride}, {taps, dilation}), 1));
  };
  const Layer& layer = problem.layer;
  const TensorTiles whole = problem.tiles_of(bounds);
  const double inputs = whole.input.planes *
                        touched(layer.stride_w, bounds[Dim::P], layer.dilation_w, bounds[Dim::R]) *
                        touched(layer.stride_h, bounds[Dim::Q], layer.dilation_h, bounds[Dim::S]);
  return {whole.weights, inputs, whole.outputs};
}

LayerWords padded_words(const MapProblem& problem, const SpatialFactors& spatial) {
  Bounds padded = kUnitBounds;
  for (Dim d : kMappedDims) padded[d] = spatial.of[d].factor * spatial.of[d].passes;
  return words_of(problem, padded);
}

ArrayFloors::ArrayFloors(const MapProblem& problem, const ArrayTiling& array, const LayerWords& words)
    : problem_(problem), array_(array), words_(words) {
  for (Dim d : kMappedDims) {
    const double tiles = static_cast<double>(array.outside[d]);
    passes_ *= tiles;
    if (is_relevant(Tensor::Weights, d)) weight_tiles_ *= tiles;
  }
  const InputTile& tile = array.tile.input;
  const auto planes =
      static_cast<double>(array.outside[Dim::N] * array.outside[Dim::G] * array.outside[Dim::C]);
  least_input_fills_ =
      tile.planes * planes * seen_along(Dim::P, Dim::R, tile.width) * seen_along(Dim::Q, Dim::S, tile.height);
}

double ArrayFloors::seen_along(Dim pixel, Dim filter, const AxisTile& tile) const {
  const Bounds &extent = array_.extent, &outside = array_.outside;
  if (outside[filter] == 1 && outside[pixel] == 1) return tile.words();
  const Window& window = tile.window();
  const std::vector<std::int64_t> starts = places({outside[pixel], extent[pixel] * window.stride},
                                                  {outside[filter], extent[filter] * window.dilation});
  return static_cast<double>(tile.has_gaps() ? words_at(starts, window)
                                             : covered(starts, static_cast<std::int64_t>(tile.words())));
}

MappingSummary ArrayFloors::under(Stationary stationary, bool bypass) const {
  Fills fills;
  fills.weights = array_.tile.weights * (stationary == kWeightsStay ? weight_tiles_ : passes_);
  fills.inputs =
      problem_.disjoint && stationary != kInputsStay ? array_.tile.inputs * passes_ : least_input_fills_;
  fills.input_reads = problem_.by_words ? words_.inputs : fills.inputs * array_.distinct_inputs;
  fills.output_visits = stationary == kOutputsStay ? array_.output_tiles : passes_;
  fills.buffer_weights = bypass ? 0 : words_.weights;
  fills.buffer_inputs = words_.inputs;
  fills.buffer_output_words = words_.outputs;
  const double glb_bits = problem_.glb_bits(problem_.tiles_of(array_.extent), bypass);
  return {counts_of(problem_, array_, fills, bypass), array_.spatial.pe_x, array_.spatial.pe_y,
          array_.rf_step, step_that_holds(glb_bits, problem_.limits.glb_bits)};
}

StationarySet ArrayFloors::possible() const {
  StationarySet possible = 0;
  for (Dim d : kMappedDims) {
    if (d != Dim::G && array_.outside[d] > 1) possible |= stationary_under(d);
  }
  return possible == 0 ? static_cast<StationarySet>(kWeightsStay) : possible;
}

StationaryChoices stationary_choices(const MapProblem& problem, const ArrayFloors& floors,
                                     MapVisitor& visitor) {
  StationaryChoices choices;
  for (bool bypass : {false, true}) {
    if (bypass && !problem.may_bypass) continue;
    for (Stationary stationary : kStationaries) {
      if ((floors.possible() & stationary) == 0) continue;
      const MappingSummary floor = floors.under(stationary, bypass);
      if (floor.glb_step < problem.limits.glb_bits.size() && visitor.may_matter(floor))
        choices.under(bypass) |= stationary;
    }
  }
  return choices;
}

}  // namespace dance
