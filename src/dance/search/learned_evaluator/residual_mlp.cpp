#include "dance/search/learned_evaluator/residual_mlp.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <string>

#include "dance/core/random.h"

namespace dance {

ResidualMlpImpl::ResidualMlpImpl(std::int64_t inputs, std::int64_t outputs, const MlpSize& size) {
  using torch::nn::LayerNorm;
  using torch::nn::LayerNormOptions;
  using torch::nn::Linear;
  in_ = register_module("input", Linear(inputs, size.width));
  for (std::int64_t i = 0; i < size.blocks; ++i) {
    const std::string name = "block" + std::to_string(i);
    Block block;
    block.norm = register_module(name + "_norm", LayerNorm(LayerNormOptions({size.width})));
    block.first = register_module(name + "_first", Linear(size.width, size.width));
    block.second = register_module(name + "_second", Linear(size.width, size.width));
    blocks_.push_back(block);
  }
  out_norm_ = register_module("output_norm", LayerNorm(LayerNormOptions({size.width})));
  out_ = register_module("output", Linear(size.width, outputs));
}

torch::Tensor ResidualMlpImpl::forward(const torch::Tensor& x) {
  torch::Tensor h = torch::relu(in_(x));  // [batch, width]
  for (Block& block : blocks_) h = h + block.second(torch::relu(block.first(block.norm(h))));
  return out_(out_norm_(h));
}

void ResidualMlpImpl::initialise(torch::Generator generator) {
  const torch::NoGradGuard no_grad;
  const auto fill = [&](torch::nn::Linear& linear) {
    const double bound = 1 / std::sqrt(static_cast<double>(linear->weight.size(1)));
    linear->weight.uniform_(-bound, bound, generator);
    linear->bias.uniform_(-bound, bound, generator);
  };
  fill(in_);
  for (Block& block : blocks_) {
    fill(block.first);
    block.second->weight.zero_();
    block.second->bias.zero_();
  }
  fill(out_);
}

torch::Generator seeded_generator(std::uint64_t seed, std::string_view stream) {
  Random random(seed, stream);
  return at::detail::createCPUGenerator(random());
}

}  // namespace dance
