// The best mappings of one layer on one accelerator, exact over the map space of its dataflow.
#pragma once

#include <optional>
#include <vector>

#include "dance/engine/hardware/space.h"
#include "dance/engine/mapping/map_space.h"
#include "dance/engine/workload/network.h"

namespace dance {

struct MappedLayer {
  Mapping mapping;
  MappingCounts counts;
  double latency_cycles = 0, energy_pj = 0;
};

// The best under `policy`; of equally good ones that of least latency, then of least energy, then the first
// in lexicographic order. There is none where the layer has no mapping.
std::optional<MappedLayer> best_mapping(const NetworkLayer& layer, const HardwareSpace& space,
                                        const Accelerator& accelerator, MappingPolicy policy);

// The non-dominated (latency, energy) pairs, by ascending latency.
std::vector<MappedLayer> pareto_mappings(const NetworkLayer& layer, const HardwareSpace& space,
                                         const Accelerator& accelerator);

// The limits that an accelerator sets.
MapLimits limits_of(const HardwareSpace& space, const Accelerator& accelerator);

}  // namespace dance
