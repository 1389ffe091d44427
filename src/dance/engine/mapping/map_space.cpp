#include "dance/engine/mapping/map_space.h"

#include <utility>

#include "dance/engine/mapping/array_tiling.h"
#include "dance/engine/mapping/map_floors.h"

namespace dance {

MapSpace::MapSpace(const Layer& layer, const Dataflow& dataflow, MapLimits limits)
    : problem_(layer, dataflow, std::move(limits)) {
  for_each_spatial_factors(problem_,
                           [&](const SpatialFactors& spatial) { spatial_factors_.push_back(spatial); });
}

void MapSpace::walk(MapVisitor& visitor) const {
  MapSpaceWalk walk(*this, visitor);
  for (const SpatialFactors& spatial : spatial_factors_) walk.walk(spatial);
}

double MapSpace::least_dram_words() const {
  const LayerWords words = words_of(problem_, problem_.layer.bounds);
  const auto& [weight, input, output] = problem_.dram_word;
  return weight * words.weights + input * words.inputs + output * words.outputs;
}

MapSpaceWalk::MapSpaceWalk(const MapSpace& space, MapVisitor& visitor)
    : problem_(space.problem_),
      buffer_tilings_(problem_),
      orders_(problem_, visitor),
      filter_(problem_, visitor) {}

void MapSpaceWalk::walk(const SpatialFactors& spatial) {
  const LayerWords words = padded_words(problem_, spatial);
  for_each_array_tiling(problem_, spatial, [&](const ArrayTiling& array) {
    if (!filter_.enter(array, words)) return;
    buffer_tilings_.for_each(array, [&](const BufferTiling& tiling) {
      const StationaryChoices choices = filter_.choices(tiling);
      if (choices.any() != 0) orders_.walk(tiling, choices);
    });
  });
}

}  // namespace dance
