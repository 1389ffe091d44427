#include "dance/search/learned_evaluator/operation_costs.h"

namespace dance {

namespace {

// [batch, inputs] -> [batch, 1 + inputs]: the fixed part counts once.
torch::Tensor weights_of(const torch::Tensor& architectures) {
  return torch::cat({torch::ones_like(architectures.narrow(1, 0, 1)), architectures}, 1);
}

// [rows, entries] -> [rows, 2, 1 + inputs]: latency and energy
torch::Tensor terms_of(const torch::Tensor& operation_costs) {
  const std::int64_t terms = operation_costs.size(1) - 1;
  return operation_costs.narrow(1, 0, terms).view({-1, 2, terms / 2});
}

torch::Tensor areas_of(const torch::Tensor& operation_costs) {  // [rows, 1]
  return operation_costs.narrow(1, operation_costs.size(1) - 1, 1);
}

}  // namespace

torch::Tensor metrics_of(const torch::Tensor& architectures, const torch::Tensor& operation_costs) {
  const torch::Tensor weights = weights_of(architectures).unsqueeze(2);
  return torch::cat({torch::bmm(terms_of(operation_costs), weights).squeeze(2), areas_of(operation_costs)},
                    1);
}

torch::Tensor metrics_of_all(const torch::Tensor& architectures, const torch::Tensor& operation_costs) {
  const std::int64_t networks = architectures.size(0), rows = operation_costs.size(0);
  const torch::Tensor sums = torch::matmul(terms_of(operation_costs), weights_of(architectures).t());
  const torch::Tensor areas = areas_of(operation_costs).unsqueeze(2).expand({rows, 1, networks});
  return torch::cat({sums, areas}, 1).transpose(1, 2);
}

}  // namespace dance
