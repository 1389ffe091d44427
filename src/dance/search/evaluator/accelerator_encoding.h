// Encodes accelerators as one value per hardware parameter (a head), and as features: the one-hot vectors of
// the heads side by side.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>
#include <vector>

#include "dance/engine/hardware/space.h"

namespace dance {

class AcceleratorEncoding {
 public:
  explicit AcceleratorEncoding(const HardwareSpace& space);

  std::int64_t heads() const { return static_cast<std::int64_t>(sizes_.size()); }
  const std::vector<std::int64_t>& sizes() const { return sizes_; }  // values of each head
  const std::vector<std::string>& names() const { return names_; }
  std::int64_t features() const { return features_; }  // sum of the sizes
  std::int64_t accelerators() const { return values_.size(0); }

  const torch::Tensor& values() const { return values_; }            // [accelerators, heads] int64
  torch::Tensor accelerators_of(const torch::Tensor& values) const;  // [..., heads] -> [...] int64
  torch::Tensor one_hot(const torch::Tensor& accelerators) const;    // [batch] -> [batch, features] float

 private:
  std::vector<std::int64_t> sizes_;
  std::vector<std::string> names_;
  std::int64_t features_ = 0;
  torch::Tensor values_;         // [accelerators, heads]
  torch::Tensor first_feature_;  // [heads]
  torch::Tensor strides_;        // [heads], of the mixed-radix code
  torch::Tensor of_code_;        // [product of sizes], mixed-radix code -> accelerator
};

}  // namespace dance
