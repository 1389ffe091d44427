// The cost of a layer, and of a network, on one accelerator, with every joule and cycle accounted for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dance/core/progress.h"
#include "dance/engine/cost/limits.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/mapping/mapping.h"
#include "dance/engine/mapping/mapping_cost.h"
#include "dance/engine/workload/network.h"

namespace dance {

struct LayerCost {
  std::string name;
  std::int64_t macs = 0;
  Mapping mapping;
  MappingCounts counts;
  double latency_cycles = 0;
  double latency_ms = 0;
  EnergyBreakdown energy;
  double energy_mj = 0;
  Bottleneck bottleneck = Bottleneck::Compute;
  double utilization = 0;  // real MACs / (PEs x latency cycles)
};

// The cost equations (design, section 3) for one mapping's counts; the residual read included.
LayerCost cost_of(const NetworkLayer& layer, const Mapping& mapping, const MappingCounts& counts,
                  const Accelerator& accelerator, const UnitCosts& units);

struct NetworkCost {
  bool feasible = true;
  std::string infeasible_layer;  // the first layer without a mapping
  Metrics metrics;
  std::vector<LayerCost> layers;
};

// Mappings that are given, by the layer's name.
using GivenMappings = std::map<std::string, Mapping>;
// Every layer under the space's policy; those given run as given, whatever the accelerator's limits.
NetworkCost network_cost(const Network& network, const HardwareSpace& space, const Accelerator& accelerator,
                         const GivenMappings& given = {});
// Each layer's mapping chosen among its non-dominated (latency, energy) pairs for the network's cost
// function, from the policy's choice on, until no change of one layer lowers the cost. Never worse than
// `network_cost`, and within the limits where that is.
NetworkCost network_cost_for(const Network& network, const HardwareSpace& space,
                             const Accelerator& accelerator, const CostFunction& cost, Progress& progress,
                             const Limits& limits = {});

}  // namespace dance
