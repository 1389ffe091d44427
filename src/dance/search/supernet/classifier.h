// What training needs of a network.
#pragma once

#include <torch/torch.h>

namespace dance {

class Classifier : public torch::nn::Module {
 public:
  virtual torch::Tensor forward(
      const torch::Tensor& images) = 0;  // [batch, 3, height, width] -> [batch, classes]
};

}  // namespace dance
