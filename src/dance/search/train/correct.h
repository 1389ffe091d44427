// How many images a network classifies right. They are counted, since a mean of floats is not exact for any
// number of images.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace dance {

// logits: [batch, classes]; labels: [batch].
inline std::int64_t correct_count(const torch::Tensor& logits, const torch::Tensor& labels) {
  return logits.argmax(1).eq(labels).sum().item<std::int64_t>();
}

inline double share_correct(const torch::Tensor& logits, const torch::Tensor& labels) {
  return static_cast<double>(correct_count(logits, labels)) / static_cast<double>(labels.size(0));
}

}  // namespace dance
