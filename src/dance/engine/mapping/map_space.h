// The map space of a layer under a dataflow: every mapping that can be the best on some accelerator within
// limits.
//
// A walk chooses in four stages, each from what those before it have chosen: factors on the array
// (spatial_factors.h), in the register files (array_tiling.h), and at the buffer (buffer_tiling.h), then the
// loop orders of the buffer and of DRAM (order_walk.h). After the second and the third, bounds say what is
// still worth walking (tiling_filter.h). Left out are only mappings that another one dominates in every count
// at equal limits:
//   - the innermost DRAM loop could move into the buffer (outermost there) without outgrowing its capacity
//     step: the loops above the register file stay as they were, and the larger tile fetches no word more;
//   - the innermost buffer loop could move into the register file likewise, where the array does not
//     interleave it;
//   - the mirror image of a mapping, where layer and dataflow treat width and height alike;
//   - the orders that another one at the same level dominates.
// Spatial factors follow the padding rule (docs/cost_model.md, "Counting"): s = ceil(n / k) for
// k = ceil(n / s) passes.
#pragma once

#include <vector>

#include "dance/engine/mapping/buffer_tiling.h"
#include "dance/engine/mapping/map_problem.h"
#include "dance/engine/mapping/map_visitor.h"
#include "dance/engine/mapping/order_walk.h"
#include "dance/engine/mapping/spatial_factors.h"
#include "dance/engine/mapping/tiling_filter.h"

namespace dance {

class MapSpace {
 public:
  MapSpace(const Layer& layer, const Dataflow& dataflow, MapLimits limits);

  // The first choice: what lies on the array. Each can be walked by itself.
  const std::vector<SpatialFactors>& spatial_factors() const { return spatial_factors_; }
  void walk(MapVisitor& visitor) const;
  // Words that DRAM moves in any mapping: each that the layer touches, once.
  double least_dram_words() const;

 private:
  friend class MapSpaceWalk;
  const MapProblem problem_;
  std::vector<SpatialFactors> spatial_factors_;
};

// Walks parts of a map space, which must outlive it. Several may walk the same one at a time.
class MapSpaceWalk {
 public:
  MapSpaceWalk(const MapSpace& space, MapVisitor& visitor);

  void walk(const SpatialFactors& spatial);
  const TilingFilter& filter() const { return filter_; }

 private:
  const MapProblem& problem_;
  BufferTilings buffer_tilings_;
  OrderWalk orders_;
  TilingFilter filter_;
};

}  // namespace dance
