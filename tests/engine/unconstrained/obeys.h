// Whether a mapping obeys constraints, straight from what docs/timeloop.md says of them. Shares no code
// with the mapper.
#pragma once

#include "dance/core/random.h"
#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/nest/nest.h"
#include "dance/engine/unconstrained/constraints.h"

namespace dance::test {

bool obeys(const Nest& nest, const MappingConstraints& constraints, const Hierarchy& hierarchy);

// Few or many demands of every kind on a layer's mappings. Some of them no mapping obeys.
MappingConstraints random_constraints(Random& random, const Layer& layer, const Hierarchy& hierarchy);

}  // namespace dance::test
