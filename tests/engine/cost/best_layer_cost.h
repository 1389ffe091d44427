// The cost of one layer with its best mapping under a policy.
#pragma once

#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/mapping/mapper.h"

namespace dance::test {

// Throws where the layer has no mapping.
inline LayerCost best_layer_cost(const NetworkLayer& layer, const HardwareSpace& space,
                                 const Accelerator& accelerator, MappingPolicy policy) {
  const MappedLayer best = best_mapping(layer, space, accelerator, policy).value();
  return cost_of(layer, best.mapping, best.counts, accelerator, space.unit_costs(accelerator));
}

}  // namespace dance::test
