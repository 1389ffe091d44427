#include "dance/search/learned_evaluator/hardware_generation.h"

#include <numeric>

#include "dance/search/learned_evaluator/likeliest_values.h"

namespace dance {

HardwareGenerationImpl::HardwareGenerationImpl(std::int64_t inputs, const std::vector<std::int64_t>& heads,
                                               const MlpSize& size)
    : heads_(heads) {
  const std::int64_t features = std::accumulate(heads.begin(), heads.end(), std::int64_t{0});
  mlp_ = register_module("mlp", ResidualMlp(inputs, features, size));
  frequencies_ = register_buffer("frequencies", torch::zeros({features}));
}

std::vector<torch::Tensor> HardwareGenerationImpl::forward(const torch::Tensor& architectures) {
  return mlp_(architectures).split_with_sizes(heads_, 1);
}

torch::Tensor HardwareGenerationImpl::candidates(const std::vector<torch::Tensor>& heads,
                                                 std::int64_t count) const {
  return likeliest_values(with_frequencies(heads, frequencies_), count);
}

torch::Tensor gumbel_softmax(const std::vector<torch::Tensor>& heads, const torch::Tensor& noise,
                             double temperature) {
  std::vector<torch::Tensor> soft;
  std::int64_t first = 0;
  for (const torch::Tensor& logits : heads) {
    const std::int64_t values = logits.size(1);
    const torch::Tensor noisy = noise.defined() ? logits + noise.narrow(1, first, values) : logits;
    soft.push_back(torch::softmax(noisy / temperature, 1));
    first += values;
  }
  return torch::cat(soft, 1);
}

torch::Tensor gumbel_noise(std::int64_t batch, std::int64_t features, const torch::Generator& generator,
                           torch::Dtype type) {
  // Drawn in double, so that a type of fewer bits sees the same noise, rounded.
  const torch::Tensor uniform =
      torch::rand({batch, features}, generator, torch::kDouble).clamp_(1e-12, 1 - 1e-12);
  return (-(-uniform.log()).log()).to(type);
}

}  // namespace dance
