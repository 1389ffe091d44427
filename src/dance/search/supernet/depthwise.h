// Depthwise convolution with "same" padding and odd kernels:
//   y[n,c,i,j] = sum_{a,b} w[c,a,b] * x[n,c,i*s+a-p,j*s+b-p],  p = (k-1)/2.
//
// libtorch's backward pass for it is slow on a CPU (for a 7x7 kernel over 50 times its forward pass). There,
// the gradients are computed here, for kernels of 3, 5 and 7 and at least kDepthwiseBlock channels of float;
// elsewhere it is an ordinary convolution.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace dance {

// input: [batch, channels, h, w]; weight: [channels, 1, kernel, kernel]
torch::Tensor depthwise_convolution(const torch::Tensor& input, const torch::Tensor& weight,
                                    std::int64_t stride);

class DepthwiseImpl : public torch::nn::Module {
 public:
  DepthwiseImpl(std::int64_t channels, std::int64_t kernel, std::int64_t stride);
  torch::Tensor forward(const torch::Tensor& input) { return depthwise_convolution(input, weight_, stride_); }

 private:
  std::int64_t stride_;
  torch::Tensor weight_;  // [channels, 1, kernel, kernel]
};
TORCH_MODULE(Depthwise);

}  // namespace dance
