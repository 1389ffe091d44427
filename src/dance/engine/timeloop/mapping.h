// Reader of Timeloop's `mapping`: directives of type temporal, spatial and bypass (or datatype), which give a
// level its loops, the fan-out below it its loops on X and Y, and the tensors that it keeps.
//
// A permutation runs from the innermost loop outward; dimensions that it lacks lie outside, in the order of
// the shape. The first `split` dimensions of a spatial permutation lie on X (all where it is absent), the
// others on Y. A dimension without a factor has 1. Every level keeps every tensor that no directive bypasses.
#pragma once

#include "dance/engine/nest/nest.h"
#include "dance/engine/timeloop/architecture.h"
#include "dance/engine/timeloop/problem.h"

namespace dance::timeloop {

// What is wrong becomes a fault of the value's file; the result counts only where nothing is.
Nest read_mapping(const ConfigValue& value, const Architecture& architecture, const Problem& problem);

}  // namespace dance::timeloop
