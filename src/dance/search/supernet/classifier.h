// What training needs from a network.
#pragma once

#include <torch/torch.h>

namespace dance {

class Classifier : public torch::nn::Module {
 public:
  // [batch, channels, height, width] -> [batch, classes], logits. The channels are those that the network was
  // made for.
  virtual torch::Tensor forward(const torch::Tensor& images) = 0;
};

}  // namespace dance
