#include "dance/cost/space_exploration.h"

#include <utility>

namespace dance {

SpaceExploration::SpaceExploration(const Network& network, const HardwareSpace& space,
                                   std::filesystem::path cache, int threads, Progress& progress,
                                   std::int64_t slab)
    : request_(request_of(network)),
      cache_(std::move(cache)),
      threads_(threads),
      progress_(progress),
      slabs_(slabs_of(space, slab)) {}

void SpaceExploration::for_each_table(const std::function<void(const CostTable&, std::int64_t)>& visit) {
  const auto build = [&](const HardwareSpace& space) {
    return CostTable::build_cached(request_, space, cache_, threads_, progress_);
  };
  if (slabs_.size() == 1) {
    if (!only_) only_ = build(slabs_.front().space);
    return visit(*only_, 0);
  }
  for (const Slab& slab : slabs_) visit(build(slab.space), slab.first);
}

Exploration SpaceExploration::best(const CostFunction& cost, const Limits& limits, int top) {
  Exploration whole;
  for_each_table([&](const CostTable& table, std::int64_t first) {
    merge(explore(table, {}, cost, limits, top), first, top, whole);
  });
  return whole;
}

void SpaceExploration::for_each_feasible(const Limits& limits,
                                         const std::function<void(const std::vector<ParetoPoint>&)>& visit) {
  for_each_table([&](const CostTable& table, std::int64_t first) {
    std::vector<ParetoPoint> points = feasible_points(table, {}, limits);
    for (ParetoPoint& point : points) point.index += first;
    visit(points);
  });
}

ParetoFront SpaceExploration::pareto_front(const Limits& limits) {
  ParetoFront front;
  for_each_feasible(limits, [&](const std::vector<ParetoPoint>& points) {
    for (const ParetoPoint& point : points) front.insert(point.index, point.metrics);
  });
  return front;
}

}  // namespace dance
