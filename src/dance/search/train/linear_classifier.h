// Logistic regression on pixels: the baseline that tells how hard a data set is.
#pragma once

#include <cstdint>

#include "dance/search/supernet/classifier.h"

namespace dance {

class LinearClassifier final : public Classifier {
 public:
  LinearClassifier(std::int64_t channels, std::int64_t height, std::int64_t width, std::int64_t classes,
                   std::uint64_t seed);
  torch::Tensor forward(const torch::Tensor& images) override;

 private:
  torch::nn::Linear linear_{nullptr};
};

}  // namespace dance
