// The cost estimation network (DANCE, section 3.2). It takes an architecture and an accelerator, and
// estimates latency, energy and area. The accelerator comes as features (feature forwarding): one-hot vectors
// of the hardware parameters side by side, or the soft ones of the generation network. Expected latency and
// energy are linear in the architecture's probabilities. So the network turns the accelerator into the cost
// of every operation of every layer, and weighs these costs with the architecture:
//   L = s_0 exp(y_0) + sum_i p_i s_i exp(y_i),   y = W x + mlp(x);   E alike;   A = s exp(y)
// The scales s are fixed: the means of the table's rows (0 for Zero and beyond a layer's operations). x holds
// the hardware parameters and their pairs (PairwiseFeatures), or, without feature forwarding, the
// architecture itself. Outputs are positive.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "dance/search/evaluator/options.h"
#include "dance/search/learned_evaluator/pairwise_features.h"
#include "dance/search/learned_evaluator/residual_mlp.h"

namespace dance {

class CostEstimationImpl : public torch::nn::Module {
 public:
  // inputs: layers * operations. heads: the sizes of the distributions that the network reads, which are
  // those of AcceleratorEncoding, or {inputs} where it reads the architecture.
  CostEstimationImpl(std::int64_t inputs, const std::vector<std::int64_t>& heads, const MlpSize& size);
  // Random weights. scales: [entries], a row of operation costs (operation_costs.h).
  void initialise(torch::Generator generator, const torch::Tensor& scales);

  torch::Tensor operation_costs(const torch::Tensor& heads);  // [batch, sum of heads] -> [batch, entries]
  // [batch, inputs], [batch, sum of heads] -> [batch, 3]: latency_ms, energy_mj, area_mm2
  torch::Tensor forward(const torch::Tensor& architectures, const torch::Tensor& heads);

 private:
  PairwiseFeatures features_;
  torch::nn::Linear linear_{nullptr};
  ResidualMlp mlp_{nullptr};
  torch::Tensor scales_;  // [entries]
};
TORCH_MODULE(CostEstimation);

}  // namespace dance
