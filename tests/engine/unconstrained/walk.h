// Walks over every mapping of the unconstrained map space of a small layer: every factorisation over levels
// and fan-outs (a dimension on one axis of a fan-out at most), every order at every level, every bypass.
// Straight from the definition; shares no code with the mapper.
#pragma once

#include <cstdint>
#include <functional>

#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/nest/nest.h"

namespace dance::test {

// Mappings that fit, with their counts; false where there are more than `limit`, fitting or not (the walk
// stops).
bool for_each_unconstrained_mapping(const Layer& layer, const Hierarchy& hierarchy, std::int64_t limit,
                                    const std::function<void(const Nest&, const NestCounts&)>& visit);

}  // namespace dance::test
