#include "dance/engine/cost/layer_cost.h"

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "dance/core/watched_work.h"
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

// What `map` gives for each layer that differs from the others, found by as many threads.
template <typename Map>
auto of_different_layers(const std::vector<NetworkLayer>& layers, int threads, Progress& progress,
                         const Map& map) {
  std::map<LayerKey, decltype(map(layers.front()))> found;
  std::vector<const NetworkLayer*> different;
  for (const NetworkLayer& layer : layers) {
    if (found.try_emplace(layer_key(layer)).second) different.push_back(&layer);
  }
  std::atomic<std::int64_t> done{0};
  const auto map_all = [&] {
    tbb::parallel_for(std::size_t{0}, different.size(), [&](std::size_t i) {
      found.at(layer_key(*different[i])) = map(*different[i]);
      ++done;
    });
  };
  tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
  progress.begin("mappings", static_cast<std::int64_t>(different.size()), "layers");
  run_watched([&] { arena.execute(map_all); }, [&] { progress.advance(done, {}); });
  return found;
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
                         const GivenMappings& given, int threads) {
  NetworkCost cost;
  const UnitCosts units = space.unit_costs(accelerator);
  std::vector<NetworkLayer> to_map;
  std::copy_if(network.layers.begin(), network.layers.end(), std::back_inserter(to_map),
               [&](const NetworkLayer& layer) { return !given.contains(layer.layer.name); });
  NoProgress silent;
  const auto best = of_different_layers(to_map, threads, silent, [&](const NetworkLayer& layer) {
    return best_mapping(layer, space, accelerator, space.policy);
  });
  for (const NetworkLayer& layer : network.layers) {
    if (const auto own = given.find(layer.layer.name); own != given.end()) {
      const MappingCounts counts = counts_of(layer.layer, own->second, space, accelerator);
      cost.layers.push_back(cost_of(layer, own->second, counts, accelerator, units));
      continue;
    }
    const std::optional<MappedLayer>& mapped = best.at(layer_key(layer));
    if (!mapped) {
      cost.feasible = false;
      cost.infeasible_layer = layer.layer.name;
      return cost;
    }
    cost.layers.push_back(cost_of(layer, mapped->mapping, mapped->counts, accelerator, units));
  }
  add_up(cost, space, accelerator);
  return cost;
}

NetworkCost network_cost_for(const Network& network, const HardwareSpace& space,
                             const Accelerator& accelerator, const CostFunction& cost_function,
                             Progress& progress, const Limits& limits, int threads) {
  constexpr double kRounding = 1e-12;
  const Limits strict = limits.tightened(kRounding);
  NetworkCost cost = network_cost(network, space, accelerator, {}, threads);
  if (!cost.feasible) return cost;
  const UnitCosts units = space.unit_costs(accelerator);
  const auto fronts = of_different_layers(network.layers, threads, progress, [&](const NetworkLayer& layer) {
    return pareto_mappings(layer, space, accelerator);
  });
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
