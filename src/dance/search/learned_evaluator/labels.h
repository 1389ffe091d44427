// Exact labels for many networks at once, from the cost table: the best accelerator of each network, and
// metrics on any accelerators.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "dance/engine/cost/objective.h"
#include "dance/engine/table/cost_table.h"

namespace dance {

class TableLabels {
 public:
  // allowed: [accelerators], 1 or 0. Holds a copy of the table in which the entries of one accelerator lie
  // side by side.
  TableLabels(const CostTable& table, const CostFunction& cost, const std::vector<std::uint8_t>& allowed);

  std::vector<std::int64_t> operations() const { return operations_; }

  struct Optimum {
    torch::Tensor accelerators;  // [batch] int64
    torch::Tensor costs;         // [batch] float
    torch::Tensor second_costs;  // [batch] float, of the next best accelerator; the largest float if none
  };
  // architectures: [batch, inputs] float. Costs are compared in float32: of accelerators whose costs are
  // equal to 1e-6, any may be found.
  Optimum optimum(const torch::Tensor& architectures) const;
  // Rows of operation costs (operation_costs.h). Of all accelerators, on average: [entries]
  torch::Tensor mean_operation_costs() const;
  // Such rows, as means over k accelerators each. [batch, k] int64 -> [batch, entries]
  torch::Tensor operation_costs(const torch::Tensor& accelerators) const;
  // [batch, inputs], [batch, k] int64 -> [batch, k, 3]: latency_ms, energy_mj, area_mm2
  torch::Tensor metrics(const torch::Tensor& architectures, const torch::Tensor& accelerators) const;
  // [batch, inputs], [batch, k] int64 -> [batch, k] costs. An accelerator that is not allowed costs `penalty`
  // times the largest cost of its row.
  torch::Tensor costs(const torch::Tensor& architectures, const torch::Tensor& accelerators,
                      double penalty = 4) const;

 private:
  // [batch, 2 * inputs], [batch, 3], rows as in columns_ and fixed_ -> [batch, entries]
  torch::Tensor rows_of(const torch::Tensor& columns, const torch::Tensor& fixed) const;
  // Fills the entries of `result` from `first` on.
  void optimum_of(const torch::Tensor& architectures, Optimum& result, std::int64_t first) const;

  CostFunction cost_;
  std::vector<std::int64_t> operations_;
  std::int64_t inputs_ = 0;
  // [accelerators, 2 * inputs]: the latencies, then the energies of all entries; 0 beyond a layer's
  // operations.
  torch::Tensor columns_;
  torch::Tensor fixed_;    // [accelerators, 3]: latency_ms and energy_mj of the fixed part, area_mm2
  torch::Tensor allowed_;  // [accelerators] bool
};

}  // namespace dance
