// Networks to train and check the learned evaluator on. They range from nearly all Zero to all large, and are
// one-hot or soft.
//
// A network has a preference over operations that its layers share: q ~ Dirichlet(a), with a log-uniform, so
// that it ranges from one favourite to none. Each layer draws its probabilities from Dirichlet(b q), with b
// log-uniform, so that layers range from nearly one-hot and unlike each other to equal and near q. A one-hot
// network draws one operation of each layer from these probabilities.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "dance/core/random.h"

namespace dance {

class ArchitectureSampler {
 public:
  // operations: the number of operations of each layer.
  ArchitectureSampler(std::vector<std::int64_t> operations, std::uint64_t seed, std::string_view stream);

  torch::Tensor one_hot(std::int64_t batch);  // [batch, layers, operations] float
  torch::Tensor soft(std::int64_t batch);     // the same; each row sums to 1
  torch::Tensor mixed(std::int64_t batch);    // a third one-hot, the rest soft; alternating

 private:
  void draw(float* network, bool one_hot);  // [layers, operations], zeroed
  std::vector<double> dirichlet(const std::vector<double>& concentrations);

  std::vector<std::int64_t> operations_;
  std::int64_t width_;  // most operations of any layer
  Random random_;
};

}  // namespace dance
