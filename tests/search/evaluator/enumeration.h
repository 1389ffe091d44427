// What the evaluators are defined to do, by plain loops in float64 that share no code with them.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "dance/engine/cost/objective.h"
#include "dance/engine/table/cost_table.h"

namespace dance::test {

// Expected metrics of probabilities [layers, operations] (float64) on one accelerator.
Metrics expected_metrics(const CostTable::Entries& rows, const torch::Tensor& probabilities,
                         std::int64_t accelerator);

struct Enumerated {
  std::vector<Metrics> metrics;  // [accelerators]
  std::vector<double> costs;
  std::int64_t best = -1;  // of least cost, then least index, among those allowed
};
Enumerated enumerate(const CostTable::Entries& rows, const torch::Tensor& probabilities,
                     const CostFunction& cost, const std::vector<std::uint8_t>& allowed);

// -t log(sum over allowed accelerators of exp(-cost / t)): what the soft minimum minimises.
double free_energy(const Enumerated& all, const std::vector<std::uint8_t>& allowed, double t);

// Central differences of `function` at a float64 tensor.
template <typename Function>
torch::Tensor numerical_gradient(const torch::Tensor& at, const Function& function, double step = 1e-5) {
  torch::Tensor gradient = torch::zeros_like(at), moved = at.detach().clone();
  double* x = moved.template data_ptr<double>();
  double* g = gradient.template data_ptr<double>();
  for (std::int64_t i = 0; i < at.numel(); ++i) {
    const double old = x[i];
    x[i] = old + step;
    const double above = function(moved);
    x[i] = old - step;
    const double below = function(moved);
    x[i] = old;
    g[i] = (above - below) / (2 * step);
  }
  return gradient;
}

// Random rows that sum to 1: [layers, operations] float64.
torch::Tensor random_probabilities(std::int64_t layers, std::int64_t operations, std::uint64_t seed);

}  // namespace dance::test
