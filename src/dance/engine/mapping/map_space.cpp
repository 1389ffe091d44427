#include "dance/engine/mapping/map_space.h"

#include <utility>

#include "dance/engine/mapping/array_tiling.h"
#include "dance/engine/mapping/buffer_tiling.h"
#include "dance/engine/mapping/map_floors.h"
#include "dance/engine/mapping/order_walk.h"
#include "dance/engine/mapping/spatial_factors.h"

namespace dance {

MapSpace::MapSpace(const Layer& layer, const Dataflow& dataflow, MapLimits limits)
    : problem_(layer, dataflow, std::move(limits)) {}

void MapSpace::walk(MapVisitor& visitor) const {
  BufferTilings buffer_tilings(problem_);
  OrderWalk orders(problem_, visitor);
  for_each_spatial_factors(problem_, [&](const SpatialFactors& spatial) {
    const LayerWords words = padded_words(problem_, spatial);
    for_each_array_tiling(problem_, spatial, [&](const ArrayTiling& array) {
      const StationaryChoices stationary = stationary_choices(problem_, array, words, visitor);
      if (stationary.any() == 0) return;
      buffer_tilings.for_each(array, [&](const BufferTiling& tiling) { orders.walk(tiling, stationary); });
    });
  });
}

}  // namespace dance
