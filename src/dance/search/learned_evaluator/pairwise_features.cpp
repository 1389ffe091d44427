#include "dance/search/learned_evaluator/pairwise_features.h"

#include <numeric>

namespace dance {

PairwiseFeatures::PairwiseFeatures(std::vector<std::int64_t> heads, std::int64_t largest_pair)
    : heads_(std::move(heads)), size_(std::accumulate(heads_.begin(), heads_.end(), std::int64_t{0})) {
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    for (std::size_t j = i + 1; j < heads_.size(); ++j) {
      if (heads_[i] * heads_[j] > largest_pair) continue;
      pairs_.push_back({i, j});
      size_ += heads_[i] * heads_[j];
    }
  }
}

torch::Tensor PairwiseFeatures::operator()(const torch::Tensor& heads) const {
  const std::vector<torch::Tensor> single = heads.split_with_sizes(heads_, 1);
  std::vector<torch::Tensor> all{heads};
  for (const Pair& pair : pairs_) {
    all.push_back((single[pair.first].unsqueeze(2) * single[pair.second].unsqueeze(1)).flatten(1));
  }
  return torch::cat(all, 1);
}

}  // namespace dance
