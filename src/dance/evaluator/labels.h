// Exact labels for many networks at once, from the cost table: the best accelerator, and metrics on any
// accelerators.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "dance/cost/cost_table.h"
#include "dance/cost/objective.h"
#include "dance/evaluator/cost_estimation.h"

namespace dance {

class TableLabels {
 public:
  // allowed: [accelerators], 1 or 0. Holds a copy of the table with one accelerator's entries side by side.
  TableLabels(const CostTable& table, const CostFunction& cost, const std::vector<std::uint8_t>& allowed);

  std::int64_t inputs() const { return inputs_; }  // layers * operations
  std::vector<std::int64_t> operations() const { return operations_; }

  CostScales scales() const;  // means over accelerators

  struct Optimum {
    torch::Tensor accelerators;  // [batch] int64
    torch::Tensor costs;         // [batch] float
  };
  // architectures: [batch, inputs] float. In float32: among accelerators of equal cost to 1e-6, any.
  Optimum optimum(const torch::Tensor& architectures) const;
  // [batch, inputs], [batch, k] int64 -> [batch, k, 3]: latency_ms, energy_mj, area_mm2
  torch::Tensor metrics(const torch::Tensor& architectures, const torch::Tensor& accelerators) const;
  // [batch, inputs], [batch, k] int64 -> [batch, k] cost; what is not allowed costs `penalty` times the
  // largest of its row.
  torch::Tensor costs(const torch::Tensor& architectures, const torch::Tensor& accelerators,
                      double penalty = 4) const;

 private:
  void optimum_of(const torch::Tensor& architectures, float* costs, std::int64_t* accelerators) const;

  CostFunction cost_;
  std::vector<std::int64_t> operations_;
  std::int64_t inputs_ = 0;
  torch::Tensor columns_;  // [accelerators, 2 * inputs]: latency then energy of each entry; 0 beyond a
                           // layer's operations
  torch::Tensor fixed_;    // [accelerators, 3]: latency_ms and energy_mj of the fixed part, area_mm2
  torch::Tensor allowed_;  // [accelerators] bool
};

}  // namespace dance
