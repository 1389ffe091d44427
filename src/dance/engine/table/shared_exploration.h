// Exploration of a hardware space of any size for one accelerator that several networks share. An accelerator
// is feasible where every network runs on it and meets the limits. It goes slab by slab as
// space_exploration.h does, with one table of each network at a time.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "dance/engine/table/shared_goal.h"
#include "dance/engine/table/space_exploration.h"

namespace dance {

struct SharedRanking {
  std::int64_t feasible = 0;
  std::vector<SharedAccelerator> best;  // by cost, then index; at most the number asked for
};

// The accelerator on which the largest violation of a limit by any network, relative to it, is smallest.
struct NearestShared {
  std::int64_t index = 0;
  std::vector<Metrics> metrics;  // of each network
  double violation = 0;
};

class SharedExploration {
 public:
  // At least one network; phases name them. The context's progress must outlive the exploration.
  SharedExploration(const std::vector<Network>& networks, const HardwareSpace& space,
                    const WorkContext& context, std::int64_t slab = SpaceExploration::kSlab);

  // The exploration of one network alone.
  SpaceExploration& network(std::size_t n) { return networks_[n]; }

  SharedRanking best(const SharedGoal& goal, const Limits& limits = {}, int top = 1);
  // Nothing where no accelerator runs every network.
  std::optional<NearestShared> nearest(const Limits& limits);
  // Every feasible accelerator, by ascending index.
  void for_each_feasible(const SharedGoal& goal, const Limits& limits,
                         const std::function<void(const SharedAccelerator&)>& visit);
  // The feasible accelerators that none dominates in relative latency, relative energy and area. The points
  // have these two in place of latency and energy.
  ParetoFront pareto_front(const SharedGoal& goal, const Limits& limits);
  // The accelerators of these points, in the order of the points. Every network runs on them.
  std::vector<SharedAccelerator> at(const std::vector<ParetoPoint>& points, const SharedGoal& goal);

 private:
  // Every accelerator on which every network runs, by ascending index, with each network's metrics.
  void for_each_runnable(
      const std::function<void(std::int64_t index, const std::vector<Metrics>& metrics)>& visit);

  std::vector<SpaceExploration> networks_;
};

// An accelerator in place of its metrics: the combined relative latency and energy, and the area.
Metrics relative_metrics(const SharedAccelerator& shared);

}  // namespace dance
