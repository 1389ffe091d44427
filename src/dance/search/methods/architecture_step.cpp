#include "dance/search/methods/architecture_step.h"

namespace dance {

void ArchitectureOptimiser::step(Supernet& supernet, const TwoPathSample& sample,
                                 const torch::Tensor& ce_gradient, const torch::Tensor& cost_gradient) {
  constexpr double kEpsilon = 1e-8;
  torch::NoGradGuard no_grad;
  torch::Tensor alphas = supernet.alphas();
  const torch::Tensor gradient = ce_gradient + cost_gradient;
  if (!second_moment_.defined()) second_moment_ = torch::zeros_like(alphas);
  second_moment_.mul_(options_.beta2).addcmul_(gradient, gradient, 1 - options_.beta2);
  beta2_power_ *= options_.beta2;
  // [layers, operations]
  const torch::Tensor scale =
      options_.learning_rate / ((second_moment_ / (1 - beta2_power_)).sqrt() + kEpsilon);
  const torch::Tensor after_cost = alphas - scale * cost_gradient;
  alphas.sub_(scale * gradient);
  supernet.keep_unsampled_probabilities(sample, after_cost);
}

}  // namespace dance
