// The cost estimation network (DANCE, section 3.2): architecture and accelerator in, latency, energy and area
// out. The accelerator comes as features (feature forwarding): one-hot vectors of the hardware parameters
// side by side, or the soft ones of the generation network. Outputs are positive: reference * exp(...).
#pragma once

#include <torch/torch.h>

#include <cstdint>

#include "dance/cost/objective.h"
#include "dance/evaluator/options.h"
#include "dance/evaluator/residual_mlp.h"

namespace dance {

class CostEstimationImpl : public torch::nn::Module {
 public:
  // inputs: layers * operations; features: of AcceleratorEncoding; reference: scale of the metrics.
  CostEstimationImpl(std::int64_t inputs, std::int64_t features, const Metrics& reference,
                     const MlpSize& size);
  void initialise(torch::Generator generator) { mlp_->initialise(generator); }
  // [batch, inputs], [batch, features] -> [batch, 3]: latency_ms, energy_mj, area_mm2
  torch::Tensor forward(const torch::Tensor& architectures, const torch::Tensor& accelerators);

 private:
  ResidualMlp mlp_{nullptr};
  torch::Tensor reference_;  // [3]
};
TORCH_MODULE(CostEstimation);

}  // namespace dance
