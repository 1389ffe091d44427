#include "dance/evaluator/cost_estimation.h"

namespace dance {

CostEstimationImpl::CostEstimationImpl(std::int64_t inputs, std::int64_t features, const MlpSize& size)
    : inputs_(inputs) {
  const std::int64_t outputs = 2 * (1 + inputs) + 1;
  mlp_ = register_module("mlp", ResidualMlp(features, outputs, size));
  scales_ = register_buffer("scales", torch::ones({outputs}));
}

void CostEstimationImpl::initialise(torch::Generator generator, const CostScales& scales) {
  mlp_->initialise(generator);
  scales_.copy_(torch::cat({scales.latency_ms, scales.energy_mj, scales.area_mm2}));
}

torch::Tensor CostEstimationImpl::forward(const torch::Tensor& architectures,
                                          const torch::Tensor& accelerators) {
  const torch::Tensor costs = scales_ * torch::exp(mlp_(accelerators));  // [batch, outputs]
  const torch::Tensor terms = costs.narrow(1, 0, 2 * (1 + inputs_)).view({-1, 2, 1 + inputs_});
  const torch::Tensor weights =
      torch::cat({torch::ones_like(architectures.narrow(1, 0, 1)), architectures}, 1);
  const torch::Tensor sums = torch::bmm(terms, weights.unsqueeze(2)).squeeze(2);  // [batch, 2]
  return torch::cat({sums, costs.narrow(1, 2 * (1 + inputs_), 1)}, 1);
}

}  // namespace dance
