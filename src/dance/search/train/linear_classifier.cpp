#include "dance/search/train/linear_classifier.h"

#include "dance/search/supernet/blocks.h"

namespace dance {

LinearClassifier::LinearClassifier(std::int64_t channels, std::int64_t height, std::int64_t width,
                                   std::int64_t classes, std::uint64_t seed) {
  linear_ = register_module("linear", torch::nn::Linear(channels * height * width, classes));
  initialise_weights(*this, seed);
}

torch::Tensor LinearClassifier::forward(const torch::Tensor& images) {
  return linear_->forward(images.flatten(1));
}

}  // namespace dance
