// What one accelerator for several networks should make least. Each network's cost counts relative to the
// least that it can have alone, on its own best accelerator b_n, so that large networks do not outvote small
// ones:
//
//   r_n(a) = cost_n(a) / cost_n(b_n)
//   cost(a) = sum over n of w_n r_n(a) / sum over n of w_n, or the largest r_n(a)
//
// Latency and energy are combined in the same way, each relative to that on b_n.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "dance/engine/table/explore.h"

namespace dance {

enum class Combination { WeightedMean, Worst };

struct NetworkGoal {
  CostFunction cost;
  RankedAccelerator own_best;  // of this network alone, by this cost
  double weight = 1;           // above 0; of no meaning where the worst network counts
};

struct SharedAccelerator {
  std::int64_t index = 0;  // into the hardware space
  double cost = 0;
  double relative_latency = 0, relative_energy = 0;  // combined
  double area_mm2 = 0;
  std::vector<Metrics> metrics;        // of each network
  std::vector<double> relative_costs;  // of each network
};

class SharedGoal {
 public:
  // At least one network. Throws std::invalid_argument where there is none.
  SharedGoal(std::vector<NetworkGoal> networks, Combination combination);

  const std::vector<NetworkGoal>& networks() const { return networks_; }
  Combination combination() const { return combination_; }

  double relative_cost(std::size_t network, const Metrics& metrics) const;
  // Of a number for each network.
  double combined(const std::function<double(std::size_t network)>& of) const;
  // `metrics` has those of each network on the accelerator.
  SharedAccelerator operator()(std::int64_t index, const std::vector<Metrics>& metrics) const;

 private:
  std::vector<NetworkGoal> networks_;
  Combination combination_;
  double weights_ = 0;  // the sum of all
};

}  // namespace dance
