// The tasks of the unconstrained mapper. A task is the search over all tiles and orders for one spatial
// choice and one bypass; tasks are taken up by ascending lower bound.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <limits>
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
  // The bound of a whole mapping is its cost: nothing is rounded to blocks, no level has a bandwidth, no
  // places vary, and the array states no pass.
  bool exact = true;
};

// What ends the making of tasks early.
struct TaskLimits {
  std::size_t bytes = std::numeric_limits<std::size_t>::max();  // of what is kept of all spatial choices
  std::function<bool()> stop = {};                              // asked for each choice, where given
};

class Tasks {
 public:
  // Leaves out what cannot improve on the incumbent, where there is one.
  Tasks(const MergedLayer& layer, const Hierarchy& hierarchy, const SpatialChoices& spatial,
        const Incumbent* incumbent = nullptr, const TaskLimits& limits = {});

  // Whether every spatial choice was looked at.
  bool is_complete() const { return complete_; }
  // The `each` best bypasses of every spatial choice, all of them sorted by bound. Only combinations of the
  // `each` cheapest bypasses of each tensor are looked at, and of a few more where the tiles of none of these
  // fit. `stop`, where given, leaves out further choices.
  std::vector<Task> best_of_each(std::size_t each, MappingPolicy policy,
                                 const std::function<bool()>& stop = {}) const;
  // All tasks whose bound may improve on the best mapping and whose tiles may fit, sorted by bound. Of those
  // beyond `limit`, and of those that `stop` leaves out, only the least bound is kept, in `rest`.
  std::vector<Task> open(const Incumbent& incumbent, std::size_t limit, PolicyKey& rest,
                         const std::function<bool()>& stop = {}) const;

 private:
  struct Chains {  // of one spatial choice
    const SpatialChoice* choice = nullptr;
    std::array<std::vector<ChainTraffic>, kTensors> chains;  // one per bypass, by ascending energy
    double compute_cycles = 0;
    double fixed_pj = 0;  // least of MACs and leakage
    double least_pj() const;
  };

  void drop_hopeless(Chains& chains, const Incumbent& incumbent) const;
  std::vector<Task> cheapest_of(const Chains& chains, std::size_t each) const;
  Task task_of(const Chains& chains, const std::array<std::size_t, kTensors>& picked) const;
  bool append_open(const Chains& chains, const Incumbent& incumbent, const std::function<bool()>& stop,
                   std::vector<Task>& tasks) const;

  const MergedLayer& layer_;
  const Hierarchy& hierarchy_;
  double macs_ = 0;
  std::vector<Chains> all_;
  bool complete_ = true;
};

}  // namespace dance::unconstrained
