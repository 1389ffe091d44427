#include "dance/evaluator/cost_estimation.h"

namespace dance {

CostEstimationImpl::CostEstimationImpl(std::int64_t inputs, std::int64_t features, const Metrics& reference,
                                       const MlpSize& size) {
  mlp_ = register_module("mlp", ResidualMlp(inputs + features, 3, size));
  reference_ = register_buffer(
      "reference",
      torch::tensor({reference.latency_ms, reference.energy_mj, reference.area_mm2}, torch::kFloat));
}

torch::Tensor CostEstimationImpl::forward(const torch::Tensor& architectures,
                                          const torch::Tensor& accelerators) {
  return reference_ * torch::exp(mlp_(torch::cat({architectures, accelerators}, 1)));
}

}  // namespace dance
