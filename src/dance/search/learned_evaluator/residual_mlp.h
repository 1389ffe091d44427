// Residual multilayer perceptron: h = relu(W_in x); h = h + W2 relu(W1 norm(h)) per block; y = W_out norm(h).
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "dance/search/evaluator/options.h"

namespace dance {

class ResidualMlpImpl : public torch::nn::Module {
 public:
  ResidualMlpImpl(std::int64_t inputs, std::int64_t outputs, const MlpSize& size);
  torch::Tensor forward(const torch::Tensor& x);  // [batch, inputs] -> [batch, outputs]
  // Draws uniform weights within 1 / sqrt(inputs of the layer) of 0. Each block starts as the identity.
  void initialise(torch::Generator generator);

 private:
  struct Block {
    torch::nn::LayerNorm norm{nullptr};
    torch::nn::Linear first{nullptr}, second{nullptr};
  };
  torch::nn::Linear in_{nullptr}, out_{nullptr};
  std::vector<Block> blocks_;
  torch::nn::LayerNorm out_norm_{nullptr};
};
TORCH_MODULE(ResidualMlp);

// A CPU generator with a random stream of its own (core/random.h).
torch::Generator seeded_generator(std::uint64_t seed, std::string_view stream);

}  // namespace dance
