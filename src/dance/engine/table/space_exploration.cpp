#include "dance/engine/table/space_exploration.h"

#include <fmt/format.h>

#include <utility>

#include "dance/core/part_progress.h"

namespace dance {

SpaceExploration::SpaceExploration(const Network& network, const HardwareSpace& space,
                                   const WorkContext& context, std::int64_t slab, std::string part)
    : request_(request_of(network)),
      context_(context),
      slabs_(slabs_of(space, slab)),
      part_(std::move(part)) {}

const CostTable& SpaceExploration::table(std::size_t slab) {
  if (table_ && slab_of_table_ == slab) return *table_;
  table_.reset();  // before the next one, so that there is never more than one
  PartProgress progress(context_.progress,
                        part_ + (slabs_.size() > 1 ? fmt::format(" {}/{}", slab + 1, slabs_.size()) : ""));
  const WorkContext part{progress, context_.cache, context_.threads, context_.interrupted};
  table_ = CostTable::build_cached(request_, slabs_[slab].space, part);
  slab_of_table_ = slab;
  return *table_;
}

void SpaceExploration::for_each_table(const std::function<void(const CostTable&, std::int64_t)>& visit) {
  for (std::size_t slab = 0; slab < slabs_.size(); ++slab) visit(table(slab), slabs_[slab].first);
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
