#include "dance/engine/table/space_exploration.h"

#include <fmt/format.h>

namespace dance {

namespace {

// Says which part of a whole a phase is of.
class PartProgress final : public Progress {
 public:
  PartProgress(Progress& whole, std::size_t part, std::size_t parts)
      : whole_(whole), of_(fmt::format(" {}/{}", part, parts)) {}
  void begin(const std::string& phase, std::int64_t total, const std::string& unit) override {
    whole_.begin(phase + of_, total, unit);
  }
  void advance(std::int64_t done, const Figures& figures) override { whole_.advance(done, figures); }
  void end() override { whole_.end(); }
  void warn(const std::string& message) override { whole_.warn(message); }

 private:
  Progress& whole_;
  const std::string of_;
};

}  // namespace

SpaceExploration::SpaceExploration(const Network& network, const HardwareSpace& space,
                                   const WorkContext& context, std::int64_t slab)
    : request_(request_of(network)), context_(context), slabs_(slabs_of(space, slab)) {}

void SpaceExploration::for_each_table(const std::function<void(const CostTable&, std::int64_t)>& visit) {
  if (slabs_.size() == 1) {
    if (!only_) only_ = CostTable::build_cached(request_, slabs_.front().space, context_);
    return visit(*only_, 0);
  }
  for (std::size_t i = 0; i < slabs_.size(); ++i) {
    PartProgress progress(context_.progress, i + 1, slabs_.size());
    const WorkContext part{progress, context_.cache, context_.threads, context_.interrupted};
    visit(CostTable::build_cached(request_, slabs_[i].space, part), slabs_[i].first);
  }
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
