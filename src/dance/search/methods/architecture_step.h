// One step on the architecture parameters.
//
// Adam with beta1 = 0 (Cai et al., "ProxylessNAS", ICLR 2019, appendix): v <- beta2 v + (1 - beta2) g^2,
// alpha <- alpha - rate * g / (sqrt(v / (1 - beta2^t)) + eps), with g = g_CE + g_cost. ProxylessNAS then
// shifts the two sampled parameters of a layer so that the un-sampled operations keep their probability. The
// hardware cost, though, is meant to move every operation. The step is linear in g for a given v, so it
// splits into a CE part and a cost part; the shift undoes only what the CE part did to the un-sampled ones.
#pragma once

#include <torch/torch.h>

#include "dance/search/methods/options.h"
#include "dance/search/supernet/supernet.h"

namespace dance {

class ArchitectureOptimiser {
 public:
  explicit ArchitectureOptimiser(const ArchitectureOptions& options) : options_(options) {}

  // Both gradients are with respect to the supernet's alphas: [layers, operations]. `sample` is the one that
  // the CE gradient was computed with.
  void step(Supernet& supernet, const TwoPathSample& sample, const torch::Tensor& ce_gradient,
            const torch::Tensor& cost_gradient);

 private:
  ArchitectureOptions options_;
  torch::Tensor second_moment_;  // [layers, operations]
  double beta2_power_ = 1;       // beta2^t
};

}  // namespace dance
