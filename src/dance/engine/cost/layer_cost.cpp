#include "dance/engine/cost/layer_cost.h"

#include <algorithm>

#include "dance/engine/mapping/mapper.h"
#include "dance/engine/mapping/mapping_cost.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "dance/engine/workload/layer_key.h"

namespace dance {

namespace {

// The first of the resources that need the most cycles.
Bottleneck bottleneck_of(const std::array<double, kBottlenecks>& cycles) {
  return static_cast<Bottleneck>(std::max_element(cycles.begin(), cycles.end()) - cycles.begin());
}

void add_up(NetworkCost& cost, const HardwareSpace& space, const Accelerator& accelerator) {
  cost.metrics = {0, 0, space.area_mm2(accelerator)};
  for (const LayerCost& layer : cost.layers) {
    cost.metrics.latency_ms += layer.latency_ms;
    cost.metrics.energy_mj += layer.energy_mj;
  }
}

}  // namespace

LayerCost cost_of(const NetworkLayer& layer, const Mapping& mapping, const MappingCounts& of_run,
                  const Accelerator& accelerator, const UnitCosts& units) {
  const MappingCounts counts = of_run * layer.runs();
  const double residual = residual_words(layer, units) * layer.runs();
  LayerCost cost;
  cost.name = layer.layer.name;
  cost.macs = layer.macs();
  cost.mapping = mapping;
  cost.counts = counts;
  cost.counts.dram_reads += residual;
  cost.latency_cycles = latency_cycles(counts, residual, units);
  cost.latency_ms = cost.latency_cycles / units.clock_mhz * 1e-3;
  cost.energy = energy_of(counts, residual, static_cast<double>(cost.macs), cost.latency_cycles, units);
  cost.energy_mj = cost.energy.total_pj() * 1e-9;
  cost.bottleneck = bottleneck_of(resource_cycles(counts, residual, units));
  const double pes = static_cast<double>(accelerator.pe_x * accelerator.pe_y);
  cost.utilization = static_cast<double>(cost.macs) / (pes * cost.latency_cycles);
  return cost;
}

NetworkCost network_cost(const Network& network, const HardwareSpace& space, const Accelerator& accelerator,
                         const GivenMappings& given) {
  NetworkCost cost;
  const UnitCosts units = space.unit_costs(accelerator);
  std::map<LayerKey, std::optional<MappedLayer>> known;
  for (const NetworkLayer& layer : network.layers) {
    if (const auto own = given.find(layer.layer.name); own != given.end()) {
      const MappingCounts counts = counts_of(layer.layer, own->second, space, accelerator);
      cost.layers.push_back(cost_of(layer, own->second, counts, accelerator, units));
      continue;
    }
    auto [entry, added] = known.try_emplace(layer_key(layer));
    if (added) entry->second = best_mapping(layer, space, accelerator, space.policy);
    if (!entry->second) {
      cost.feasible = false;
      cost.infeasible_layer = layer.layer.name;
      return cost;
    }
    cost.layers.push_back(cost_of(layer, entry->second->mapping, entry->second->counts, accelerator, units));
  }
  add_up(cost, space, accelerator);
  return cost;
}

NetworkCost network_cost_for(const Network& network, const HardwareSpace& space,
                             const Accelerator& accelerator, const CostFunction& cost_function,
                             Progress& progress, const Limits& limits) {
  constexpr double kRounding = 1e-12;
  const Limits strict = limits.tightened(kRounding);
  const auto layers = static_cast<std::int64_t>(network.layers.size());
  progress.begin("mappings", layers, "layers");
  NetworkCost cost = network_cost(network, space, accelerator);
  if (!cost.feasible) return cost;
  const UnitCosts units = space.unit_costs(accelerator);
  std::map<LayerKey, std::vector<MappedLayer>> fronts;
  std::int64_t done = 0;
  for (const NetworkLayer& layer : network.layers) {
    auto [entry, added] = fronts.try_emplace(layer_key(layer));
    if (added) entry->second = pareto_mappings(layer, space, accelerator);
    progress.advance(++done, {});
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      for (const MappedLayer& option : fronts.at(layer_key(network.layers[i]))) {
        const LayerCost candidate =
            cost_of(network.layers[i], option.mapping, option.counts, accelerator, units);
        Metrics metrics = cost.metrics;
        metrics.latency_ms += candidate.latency_ms - cost.layers[i].latency_ms;
        metrics.energy_mj += candidate.energy_mj - cost.layers[i].energy_mj;
        if (cost_function(metrics) >= cost_function(cost.metrics) * (1 - kRounding)) continue;
        if (!strict.hold(metrics)) continue;
        cost.layers[i] = candidate;
        add_up(cost, space, accelerator);
        changed = true;
      }
    }
  }
  return cost;
}

}  // namespace dance
