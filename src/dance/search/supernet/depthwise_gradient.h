// The weight gradient of a depthwise convolution on a CPU.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace dance {

// Channels that are summed together. A tensor must have at least as many.
inline constexpr std::int64_t kDepthwiseBlock = 8;

// dL/dw[c,a,b] = sum_{n,i,j} g[n,c,i,j] * x[n,c,i*s+a-p,j*s+b-p],
// summed in the same order for any number of threads.
// input: [batch, channels, h, w], gradient: [batch, channels, out_h, out_w], both float and channels last in
// memory, channels >= kDepthwiseBlock, kernel 3, 5 or 7 -> [channels, 1, kernel, kernel]
torch::Tensor depthwise_weight_gradient(const torch::Tensor& input, const torch::Tensor& gradient,
                                        std::int64_t kernel, std::int64_t stride);

}  // namespace dance
