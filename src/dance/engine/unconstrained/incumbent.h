// The best mapping found so far, shared by all threads.
//
// Mappings compare by the objective, then by what the objective leaves open (energy under latency, cycles
// otherwise), then by the number of the task that found them. With a fixed order of the tasks, and of the
// mappings within a task, the result does not depend on the number of threads. Values within a factor of
// 1 +- 1e-9 of each other count as equal.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <limits>
#include <mutex>

#include "dance/engine/hardware/mapping_policy.h"
#include "dance/engine/nest/nest.h"
#include "dance/engine/nest/nest_cost.h"

namespace dance::unconstrained {

class Incumbent {
 public:
  // The number of what the first dives find, which loses every tie.
  static constexpr std::uint64_t kHeuristic = std::numeric_limits<std::uint64_t>::max();

  explicit Incumbent(MappingPolicy policy) : policy_(policy) {}

  // Whether a mapping of this task, with at least these cycles and energy, may still be better than the
  // best.
  bool may_improve(double cycles, double energy_pj, std::uint64_t task) const;
  // Whether it could be better than the best by more than a tie.
  bool may_beat(double cycles, double energy_pj) const;
  // Takes the mapping as the best one where it is better.
  void offer(const Nest& nest, const NestCost& cost, std::uint64_t task);

  struct Found {
    PolicyKey value;
    std::uint64_t task = kHeuristic;
    Nest nest;
    NestCost cost;
    double seconds = 0;  // since the search began
  };
  const Found* best() const { return best_.load(std::memory_order_acquire); }  // null: none yet
  MappingPolicy policy() const { return policy_; }
  // Every mapping that was the best for a while, in order. For after the search.
  const std::deque<Found>& history() const { return history_; }

 private:
  const MappingPolicy policy_;
  std::atomic<const Found*> best_ = nullptr;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::deque<Found> history_;  // kept: readers may still look at an earlier best
  std::mutex mutex_;
};

}  // namespace dance::unconstrained
