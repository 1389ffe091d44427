// What every mapping of a layer costs at least, whatever its spatial choice: the bound of those that a search
// had no time or room to list.
#pragma once

#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/workload/layer.h"

namespace dance::unconstrained {

struct RelaxedBound {
  double cycles = 0, energy_pj = 0;
};

// Every MAC takes a cycle of one of the MACs built. Every word goes once through each level that keeps its
// tensor; the innermost of these gives it to all MACs below at once. Which levels keep a tensor is chosen for
// the least energy.
RelaxedBound relaxed_bound(const Layer& layer, const Hierarchy& hierarchy);

}  // namespace dance::unconstrained
