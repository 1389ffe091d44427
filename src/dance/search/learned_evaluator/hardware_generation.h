// The hardware generation network (DANCE, section 3.2): a residual MLP that turns the architecture into a
// vector of logits for each hardware parameter.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "dance/search/evaluator/options.h"
#include "dance/search/learned_evaluator/residual_mlp.h"

namespace dance {

class HardwareGenerationImpl : public torch::nn::Module {
 public:
  // inputs: layers * operations; heads: the number of values of each hardware parameter.
  HardwareGenerationImpl(std::int64_t inputs, const std::vector<std::int64_t>& heads, const MlpSize& size);
  void initialise(torch::Generator generator) { mlp_->initialise(generator); }
  // [batch, inputs] -> [batch, values] for each head
  std::vector<torch::Tensor> forward(const torch::Tensor& architectures);

  // Sets how often each value is the best one: [sum of values], a distribution per head.
  void set_frequencies(const torch::Tensor& frequencies) { frequencies_.copy_(frequencies); }
  // The likeliest combinations of values, heads mixed with the frequencies (likeliest_values.h).
  torch::Tensor candidates(const std::vector<torch::Tensor>& heads, std::int64_t count) const;

 private:
  std::vector<std::int64_t> heads_;
  ResidualMlp mlp_{nullptr};
  torch::Tensor frequencies_;
};
TORCH_MODULE(HardwareGeneration);

// softmax((logits + noise) / temperature) of each head, side by side: [batch, features].
// noise: [batch, features] from `gumbel_noise`, or undefined for none (Jang et al., "Categorical
// reparameterization with Gumbel-softmax", ICLR 2017).
torch::Tensor gumbel_softmax(const std::vector<torch::Tensor>& heads, const torch::Tensor& noise,
                             double temperature);
torch::Tensor gumbel_noise(std::int64_t batch, std::int64_t features, const torch::Generator& generator,
                           torch::Dtype type = torch::kFloat);

}  // namespace dance
