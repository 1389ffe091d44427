// The best mapping found so far, shared by all threads.
//
// Mappings compare by the objective, then by what the objective leaves open (energy under latency, cycles
// otherwise), then by the number of the unit of work that found them: with a fixed order of units, and of
// mappings within a unit, the result does not depend on the number of threads. Values within 1e-9 of each
// other count as equal.
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

namespace dance::any_map {

class Incumbent {
 public:
  static constexpr std::uint64_t kHeuristic =
      std::numeric_limits<std::uint64_t>::max();  // comes after every unit

  explicit Incumbent(MappingPolicy policy) : policy_(policy) {}

  // Whether a mapping of `unit` of at least these cycles and energy may still be better than the best one.
  bool may_improve(double cycles, double energy_pj, std::uint64_t unit) const;
  // Whether it could be better by more than a tie.
  bool may_beat(double cycles, double energy_pj) const;
  void offer(const Nest& nest, const NestCost& cost, std::uint64_t unit);

  struct Found {
    PolicyKey value;
    std::uint64_t unit = kHeuristic;
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

}  // namespace dance::any_map
