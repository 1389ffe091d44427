#include "dance/engine/table/shared_exploration.h"

#include <algorithm>
#include <map>

namespace dance {

namespace {

bool all_hold(const Limits& limits, const std::vector<Metrics>& metrics) {
  return std::all_of(metrics.begin(), metrics.end(), [&](const Metrics& m) { return limits.hold(m); });
}

// How far the network that is furthest outside the limits is; 0 where none is.
double violation(const Limits& limits, const std::vector<Metrics>& metrics) {
  double worst = 0;
  for (const Metrics& of_network : metrics) worst = std::max(worst, limits.excess(of_network));
  return worst;
}

// Calls `visit` with every accelerator of a slab that has a place in all of its networks' tables.
template <typename Visit>
void for_each_runnable_of(const std::vector<const CostTable*>& tables, std::int64_t first,
                          const Visit& visit) {
  std::vector<NetworkSums> sums;
  for (const CostTable* table : tables) sums.push_back(network_sums(*table, {}));
  std::vector<Metrics> metrics(tables.size());
  for (std::size_t a = 0; a < sums.front().latency_ms.size(); ++a) {
    const bool runs = std::all_of(tables.begin(), tables.end(),
                                  [&](const CostTable* table) { return table->feasible()[a] != 0; });
    if (!runs) continue;
    for (std::size_t n = 0; n < tables.size(); ++n) metrics[n] = metrics_at(*tables[n], sums[n], a);
    visit(first + static_cast<std::int64_t>(a), metrics);
  }
}

}  // namespace

SharedExploration::SharedExploration(const std::vector<Network>& networks, const HardwareSpace& space,
                                     const WorkContext& context, std::int64_t slab) {
  networks_.reserve(networks.size());
  for (const Network& network : networks)
    networks_.emplace_back(network, space, context, slab, " of " + network.name);
}

void SharedExploration::for_each_runnable(
    const std::function<void(std::int64_t, const std::vector<Metrics>&)>& visit) {
  const std::vector<Slab>& slabs = networks_.front().slabs();
  for (std::size_t slab = 0; slab < slabs.size(); ++slab) {
    std::vector<const CostTable*> tables;
    for (SpaceExploration& network : networks_) tables.push_back(&network.table(slab));
    for_each_runnable_of(tables, slabs[slab].first, visit);
  }
}

SharedRanking SharedExploration::best(const SharedGoal& goal, const Limits& limits, int top) {
  SharedRanking ranking;
  const std::size_t wanted = static_cast<std::size_t>(std::max(1, top));
  for_each_feasible(goal, limits, [&](const SharedAccelerator& shared) {
    ++ranking.feasible;
    keep_best(shared, wanted, ranking.best);
  });
  return ranking;
}

std::optional<NearestShared> SharedExploration::nearest(const Limits& limits) {
  std::optional<NearestShared> nearest;
  for_each_runnable([&](std::int64_t index, const std::vector<Metrics>& metrics) {
    const double excess = violation(limits, metrics);
    if (!nearest || excess < nearest->violation) nearest = NearestShared{index, metrics, excess};
  });
  return nearest;
}

void SharedExploration::for_each_feasible(const SharedGoal& goal, const Limits& limits,
                                          const std::function<void(const SharedAccelerator&)>& visit) {
  for_each_runnable([&](std::int64_t index, const std::vector<Metrics>& metrics) {
    if (all_hold(limits, metrics)) visit(goal(index, metrics));
  });
}

ParetoFront SharedExploration::pareto_front(const SharedGoal& goal, const Limits& limits) {
  ParetoFront front;
  for_each_feasible(goal, limits, [&](const SharedAccelerator& shared) {
    front.insert(shared.index, relative_metrics(shared));
  });
  return front;
}

std::vector<SharedAccelerator> SharedExploration::at(const std::vector<ParetoPoint>& points,
                                                     const SharedGoal& goal) {
  std::map<std::int64_t, SharedAccelerator> found;
  for (const ParetoPoint& point : points) found[point.index];
  for_each_runnable([&](std::int64_t index, const std::vector<Metrics>& metrics) {
    if (const auto place = found.find(index); place != found.end()) place->second = goal(index, metrics);
  });
  std::vector<SharedAccelerator> accelerators;
  for (const ParetoPoint& point : points) accelerators.push_back(found[point.index]);
  return accelerators;
}

Metrics relative_metrics(const SharedAccelerator& shared) {
  return {shared.relative_latency, shared.relative_energy, shared.area_mm2};
}

}  // namespace dance
