// The cost estimation network (DANCE, section 3.2): architecture and accelerator in, latency, energy and area
// out. The accelerator comes as features (feature forwarding): one-hot vectors of the hardware parameters
// side by side, or the soft ones of the generation network. Expected latency and energy are linear in the
// architecture's probabilities, so a residual MLP of the accelerator gives the cost of every operation of
// every layer, and the architecture weighs it:
//   L = s_0 exp(y_0) + sum_i p_i s_i exp(y_i),   y = mlp(accelerator);   E alike;   A = s exp(y)
// with fixed scales s: the means of the table's rows (0 for Zero and beyond a layer's operations). Outputs
// are positive.
#pragma once

#include <torch/torch.h>

#include <cstdint>

#include "dance/evaluator/options.h"
#include "dance/evaluator/residual_mlp.h"

namespace dance {

// Means over accelerators of the table's rows, float.
struct CostScales {
  torch::Tensor latency_ms, energy_mj;  // [1 + inputs]: the fixed part, then each operation of each layer
  torch::Tensor area_mm2;               // [1]
};

class CostEstimationImpl : public torch::nn::Module {
 public:
  // features: of AcceleratorEncoding. inputs: layers * operations.
  CostEstimationImpl(std::int64_t inputs, std::int64_t features, const MlpSize& size);
  // Random weights, and the scales.
  void initialise(torch::Generator generator, const CostScales& scales);
  // [batch, inputs], [batch, features] -> [batch, 3]: latency_ms, energy_mj, area_mm2
  torch::Tensor forward(const torch::Tensor& architectures, const torch::Tensor& accelerators);

 private:
  std::int64_t inputs_;
  ResidualMlp mlp_{nullptr};
  torch::Tensor scales_;  // [2 * (1 + inputs) + 1]: latency, energy, area
};
TORCH_MODULE(CostEstimation);

}  // namespace dance
