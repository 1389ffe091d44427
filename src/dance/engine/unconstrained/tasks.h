// The tasks of the unconstrained mapper. A task is the search over all tiles and orders for one spatial
// choice and one bypass; tasks are taken up by ascending lower bound.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "dance/engine/unconstrained/chain_traffic.h"
#include "dance/engine/unconstrained/incumbent.h"

namespace dance::unconstrained {

struct Task {
  const SpatialChoice* spatial = nullptr;
  std::array<LevelMask, kTensors> keeps{};
  double cycles = 0, energy_pj = 0;  // lower bounds
};

// What a task decides of the traffic before any tile is known.
struct TaskTraffic {
  TaskTraffic(const MergedLayer& layer, const Hierarchy& hierarchy, const Task& task);
  SpatialProducts spatial;
  std::array<ChainTraffic, kTensors> chains;
  double fixed_pj = 0;                             // MACs and all that no tile changes
  std::array<double, kMaxLevels> compulsory_pj{};  // of all levels outside this one
  bool places_vary = false;                        // of any tensor
  bool bandwidths = false;                         // any level has one
  // The bound of a whole mapping is its cost: nothing is rounded to blocks, no level has a bandwidth, and
  // no places vary.
  bool exact = true;
};

class Tasks {
 public:
  Tasks(const MergedLayer& layer, const Hierarchy& hierarchy, const SpatialChoices& spatial);

  // The `each` best bypasses of every spatial choice, all of them sorted by bound. Only combinations of the
  // `each` cheapest bypasses of each tensor are looked at.
  std::vector<Task> best_of_each(std::size_t each, MappingPolicy policy) const;
  // All tasks whose bound may improve on the best mapping, sorted by bound. Of those beyond `limit` only the
  // least bound is kept, in `rest`.
  std::vector<Task> open(const Incumbent& incumbent, std::size_t limit, PolicyKey& rest) const;

 private:
  struct Chains {  // of one spatial choice
    const SpatialChoice* choice = nullptr;
    std::array<std::vector<ChainTraffic>, kTensors> chains;  // one per bypass, by ascending energy
    double compute_cycles = 0;
    double fixed_pj = 0;  // least of MACs and leakage
  };

  Task task_of(const Chains& chains, const std::array<std::size_t, kTensors>& picked) const;
  void append_open(const Chains& chains, const Incumbent& incumbent, std::vector<Task>& tasks) const;

  const Hierarchy& hierarchy_;
  double macs_ = 0;
  std::vector<Chains> all_;
};

}  // namespace dance::unconstrained
