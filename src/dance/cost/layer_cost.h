// The cost of a layer, and of a network, on one accelerator, with every joule and cycle accounted for.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "dance/core/progress.h"
#include "dance/cost/limits.h"
#include "dance/cost/mapping.h"
#include "dance/cost/objective.h"
#include "dance/hardware/space.h"
#include "dance/workload/network.h"

namespace dance {

// What a mapping does, whatever the unit costs. Accesses are words, summed over all instances of a level.
struct MappingCounts {
  double compute_cycles = 0;           // product of the temporal bounds
  double rf_reads = 0, rf_writes = 0;  // writes are fills and updates
  double glb_reads = 0, glb_writes = 0;
  double dram_reads = 0, dram_writes = 0;
  double network_words = 0;  // between the buffer (or DRAM) and the array, both ways
};

// Energy by component; the sum is the layer's energy.
struct EnergyBreakdown {
  double mac_pj = 0, rf_pj = 0, glb_pj = 0, dram_pj = 0, network_pj = 0, leakage_pj = 0;
  double total_pj() const { return mac_pj + rf_pj + glb_pj + dram_pj + network_pj + leakage_pj; }
};

// Which resource sets a layer's latency.
enum class Bottleneck { Compute, BufferRead, BufferWrite, Dram };
inline constexpr int kBottlenecks = 4;
inline constexpr std::array<Bottleneck, kBottlenecks> kAllBottlenecks = {
    Bottleneck::Compute, Bottleneck::BufferRead, Bottleneck::BufferWrite, Bottleneck::Dram};
std::string to_string(Bottleneck bottleneck);

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

// The layer's best mapping under `policy`. Throws Error naming the layer when it has no mapping.
LayerCost best_layer_cost(const NetworkLayer& layer, const HardwareSpace& space,
                          const Accelerator& accelerator, MappingPolicy policy);
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
