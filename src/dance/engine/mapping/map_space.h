// The map space of a layer under a dataflow: every mapping that can be the best on some accelerator within
// limits.
//
// A walk chooses in four stages, each from what those before it have chosen: factors on the array
// (spatial_factors.h), in the register files (array_tiling.h), and at the buffer (buffer_tiling.h), then the
// loop orders of the buffer and of DRAM (order_walk.h). After the second, bounds say what is still worth
// walking (map_floors.h). Left out are only mappings that another one dominates in every count at equal
// limits:
//   - the innermost DRAM loop could move into the buffer (outermost there) without outgrowing its capacity
//     step: the loops above the register file stay as they were, and the larger tile fetches no word more;
//   - the innermost buffer loop could move into the register file likewise, where the array does not
//     interleave it;
//   - the mirror image of a mapping, where layer and dataflow treat width and height alike;
//   - the orders that another one at the same level dominates.
// Spatial factors follow the padding rule (docs/cost_model.md, "Counting"): s = ceil(n / k) for
// k = ceil(n / s) passes.
#pragma once

#include "dance/engine/mapping/map_problem.h"
#include "dance/engine/mapping/map_visitor.h"

namespace dance {

class MapSpace {
 public:
  MapSpace(const Layer& layer, const Dataflow& dataflow, MapLimits limits);

  void walk(MapVisitor& visitor) const;

 private:
  const MapProblem problem_;
};

}  // namespace dance
