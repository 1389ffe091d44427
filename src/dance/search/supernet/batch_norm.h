// Batch norm, followed by ReLU6 where asked (Ioffe and Szegedy, ICML 2015):
//   y = clamp(w * (x - mean) / sqrt(variance + 1e-5) + b, 0, 6),
// where mean and variance are taken over batch, h and w.
//
// On a CPU, training would spend half of its time in libtorch's own batch norm and clamp. There, this
// computes both in one pass forward and one backward, over channels-last float tensors. Elsewhere, and in
// evaluation mode, libtorch's operators run.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace dance {

enum class Activation { None, Relu6 };

class BatchNormImpl : public torch::nn::Module {
 public:
  BatchNormImpl(std::int64_t channels, Activation activation);
  // [batch, channels, h, w] -> the same. An input with fewer channels uses the first values of each
  // parameter.
  torch::Tensor forward(const torch::Tensor& input);

 private:
  Activation activation_;
  torch::Tensor weight_, bias_, running_mean_, running_var_;  // [channels]
};
TORCH_MODULE(BatchNorm);

}  // namespace dance
