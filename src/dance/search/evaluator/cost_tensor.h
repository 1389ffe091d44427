// The cost function (engine/cost/objective.h) on tensors, differentiable; and the accelerators a search may
// use.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "dance/engine/cost/limits.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/table/cost_table.h"

namespace dance {

// All three have one shape, which the result has too.
torch::Tensor cost_of(const CostFunction& cost, const torch::Tensor& latency_ms,
                      const torch::Tensor& energy_mj, const torch::Tensor& area_mm2);

// Limits::excess of 0-dimensional metrics, differentiable. Throws std::logic_error where there is no limit.
torch::Tensor excess_of(const Limits& limits, const torch::Tensor& latency_ms, const torch::Tensor& energy_mj,
                        const torch::Tensor& area_mm2);

// [accelerators]: 1 where the accelerator is feasible for every network of the table and within the area
// limit, if there is one. Throws Error where no accelerator is; it names the smallest area.
std::vector<std::uint8_t> allowed_accelerators(const CostTable& table, std::optional<double> max_area_mm2);

}  // namespace dance
