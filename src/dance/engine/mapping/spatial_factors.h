// The first choice of a walk over a map space: which dimensions lie on which axis of the array.
#pragma once

#include <cstdint>
#include <functional>

#include "dance/engine/mapping/map_problem.h"

namespace dance {

struct SpatialFactors {
  DimMap<SpatialFactor> of;
  std::int64_t pe_x = 1, pe_y = 1;  // array columns and rows in use
};

// Visits every choice that the largest array holds.
void for_each_spatial_factors(const MapProblem& problem,
                              const std::function<void(const SpatialFactors&)>& visit);

}  // namespace dance
