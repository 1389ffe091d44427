// Networks to train and check the learned evaluator on: from nearly all Zero to all large, one-hot and soft.
//
// A network has a preference over operations, shared by its layers, q ~ Dirichlet(a) with a log-uniform: from
// one favourite to none. Each layer draws its probabilities from Dirichlet(b q), b log-uniform: layers from
// nearly one-hot and unlike to equal and near q. A one-hot network draws one operation of each layer from
// those.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "dance/core/random.h"

namespace dance {

class ArchitectureSampler {
 public:
  // operations: of each layer.
  ArchitectureSampler(std::vector<std::int64_t> operations, std::uint64_t seed, std::string_view stream);

  torch::Tensor one_hot(std::int64_t batch);  // [batch, layers, operations] float
  torch::Tensor soft(std::int64_t batch);     // alike; each row sums to 1
  torch::Tensor mixed(std::int64_t batch);    // a third one-hot, the rest soft; alternating

 private:
  void draw(float* network, bool one_hot);  // [layers, operations], zeroed
  std::vector<double> dirichlet(const std::vector<double>& concentrations);

  std::vector<std::int64_t> operations_;
  std::int64_t width_;  // most operations of any layer
  Random random_;
};

}  // namespace dance
