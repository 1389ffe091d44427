// Scans one network on every accelerator: sums its table rows and computes the cost, in one pass over the
// table.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "dance/engine/cost/limits.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/table/cost_table.h"

namespace dance {

// The rows that a network's probabilities touch: sum of probability * row, plus the fixed part.
struct SoftNetwork {
  std::vector<double> probabilities;
  std::vector<const float*> latency_ms, energy_mj;  // [accelerators] each
  const float* fixed_latency_ms = nullptr;
  const float* fixed_energy_mj = nullptr;
  const float* area_mm2 = nullptr;
  std::int64_t accelerators = 0;

  Metrics at(std::int64_t accelerator) const;  // in float64
};

// probabilities: [layers, operations] float64 on the CPU. Throws Error when the shape does not fit the table.
SoftNetwork soft_network(const CostTable& table, const torch::Tensor& probabilities);

struct Scan {
  std::int64_t best = 0;  // of least cost in float64, then of least index
  double best_cost = 0;
  // Where no accelerator is within the limits, `best` is the one that exceeds them least, then the cheapest.
  bool within_limits = true;
  // [accelerators]: the costs, where some accelerator is within the limits. One that is not has the largest
  // float.
  std::vector<float> costs;
};

// Scans accelerators that can all run the network, under the limits on latency and energy, which are kept to
// the precision of float32. Throws Error (a failure of the run) when no cost is finite, as with NaN
// probabilities.
Scan scan_costs(const SoftNetwork& network, const CostFunction& cost, const Limits& limits = {});

}  // namespace dance
