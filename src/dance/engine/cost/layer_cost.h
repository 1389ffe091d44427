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

// The cost equations (docs/cost_model.md, "Counting") for the counts of one mapping, which are those of one
// run of the layer and do not include the residual read; the cost is of all steps for one image and does.
LayerCost cost_of(const NetworkLayer& layer, const Mapping& mapping, const MappingCounts& of_run,
                  const Accelerator& accelerator, const UnitCosts& units);

struct NetworkCost {
  bool feasible = true;
  std::string infeasible_layer;  // the first layer without a mapping
  Metrics metrics;               // 0 where infeasible
  std::vector<LayerCost> layers;
};

// Mappings that are given, by the layer's name.
using GivenMappings = std::map<std::string, Mapping>;
// Every layer under its best mapping by the space's policy. Layers whose mapping is given run under that one,
// even where the accelerator cannot hold it.
// `threads`: 0 for all cores.
NetworkCost network_cost(const Network& network, const HardwareSpace& space, const Accelerator& accelerator,
                         const GivenMappings& given = {}, int threads = 0);
// The same with mappings that are chosen for the network's cost function. Starting from those of the policy,
// the mapping of one layer after another is exchanged for another one of the layer's non-dominated pairs of
// latency and energy, until no exchange lowers the cost. It is never worse than `network_cost`, and is within
// the limits where `network_cost` is.
NetworkCost network_cost_for(const Network& network, const HardwareSpace& space,
                             const Accelerator& accelerator, const CostFunction& cost, Progress& progress,
                             const Limits& limits = {}, int threads = 0);

}  // namespace dance
