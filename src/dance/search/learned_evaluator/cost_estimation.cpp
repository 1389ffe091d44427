#include "dance/search/learned_evaluator/cost_estimation.h"

#include "dance/search/learned_evaluator/operation_costs.h"

namespace dance {

CostEstimationImpl::CostEstimationImpl(std::int64_t inputs, const std::vector<std::int64_t>& heads,
                                       const MlpSize& size)
    : features_(heads) {
  const std::int64_t entries = operation_cost_entries(inputs);
  linear_ = register_module(
      "linear", torch::nn::Linear(torch::nn::LinearOptions(features_.size(), entries).bias(false)));
  mlp_ = register_module("mlp", ResidualMlp(features_.size(), entries, size));
  scales_ = register_buffer("scales", torch::ones({entries}));
}

void CostEstimationImpl::initialise(torch::Generator generator, const torch::Tensor& scales) {
  const torch::NoGradGuard no_grad;
  linear_->weight.zero_();
  mlp_->initialise(generator);
  scales_.copy_(scales);
}

torch::Tensor CostEstimationImpl::operation_costs(const torch::Tensor& heads) {
  const torch::Tensor x = features_(heads);
  return scales_ * torch::exp(linear_(x) + mlp_(x));
}

torch::Tensor CostEstimationImpl::forward(const torch::Tensor& architectures, const torch::Tensor& heads) {
  return metrics_of(architectures, operation_costs(heads));
}

}  // namespace dance
