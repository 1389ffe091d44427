// The costs of all operations on one accelerator as a row, and what networks cost by such rows:
//   row = [L_fixed, L_1 .. L_inputs, E_fixed, E_1 .. E_inputs, A];   L(p) = L_fixed + sum_i p_i L_i,  E alike
// inputs = layers * operations; entries beyond a layer's operations are 0.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace dance {

inline std::int64_t operation_cost_entries(std::int64_t inputs) { return 2 * (1 + inputs) + 1; }

// Network b by row b. [batch, inputs], [batch, entries] -> [batch, 3]: latency_ms, energy_mj, area_mm2
torch::Tensor metrics_of(const torch::Tensor& architectures, const torch::Tensor& operation_costs);

// Every network by every row. [networks, inputs], [rows, entries] -> [rows, networks, 3]
torch::Tensor metrics_of_all(const torch::Tensor& architectures, const torch::Tensor& operation_costs);

}  // namespace dance
