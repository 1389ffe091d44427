// Batch norm, with ReLU6 after it where asked (Ioffe and Szegedy, ICML 2015):
//   y = clamp(w * (x - mean) / sqrt(variance + 1e-5) + b, 0, 6),  mean and variance over batch, h and w.
//
// Training on a processor spends half of its time in libtorch's own batch norm and clamp; there, both are one
// pass forward and one backward, channels last. Elsewhere, and in evaluation mode, libtorch's operators run.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace dance {

enum class Activation { None, Relu6 };

class BatchNormImpl : public torch::nn::Module {
 public:
  BatchNormImpl(std::int64_t channels, Activation activation);
  // [batch, channels, h, w] -> the same; of fewer channels, with the first values of each parameter.
  torch::Tensor forward(const torch::Tensor& input);

 private:
  Activation activation_;
  torch::Tensor weight_, bias_, running_mean_, running_var_;  // [channels]
};
TORCH_MODULE(BatchNorm);

}  // namespace dance
