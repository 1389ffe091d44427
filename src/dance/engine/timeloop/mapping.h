// Reader of Timeloop's `mapping`. Its directives give a level its loops (type temporal), the fan-out below
// the level its loops on X and Y (type spatial), and the tensors that the level keeps (type bypass or
// datatype).
//
// A permutation runs from the innermost loop outwards; dimensions that it lacks lie outside, in the order
// of the shape. The first `split` dimensions of a spatial permutation lie on X and the others on Y; without
// `split` all lie on X. The factor of a dimension is 1 where none is given. Every level keeps every tensor
// that no directive bypasses.
#pragma once

#include "dance/engine/nest/nest.h"
#include "dance/engine/timeloop/architecture.h"
#include "dance/engine/timeloop/problem.h"

namespace dance::timeloop {

// What is wrong becomes a fault of the value's file. The result is of use only where there are no faults.
Nest read_mapping(const ConfigValue& value, const Architecture& architecture, const Problem& problem);

}  // namespace dance::timeloop
