// Turns distributions of independent heads into features of single values and of pairs of values:
//   [h_1 .. h_n, h_i x h_j for i < j]
// h_i x h_j is the joint distribution of two heads. What a PE array costs depends on two parameters at once
// (passes along its rows times passes along its columns), and its expectation under soft heads is linear in
// these features.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace dance {

class PairwiseFeatures {
 public:
  // Pairs of heads whose joint distribution has more than `largest_pair` entries are left out.
  explicit PairwiseFeatures(std::vector<std::int64_t> heads, std::int64_t largest_pair = 1024);

  std::int64_t size() const { return size_; }
  torch::Tensor operator()(const torch::Tensor& heads) const;  // [batch, sum of heads] -> [batch, size]

 private:
  struct Pair {
    std::size_t first, second;
  };
  std::vector<std::int64_t> heads_;
  std::vector<Pair> pairs_;
  std::int64_t size_ = 0;
};

}  // namespace dance
