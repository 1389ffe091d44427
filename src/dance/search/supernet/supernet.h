// The weight-sharing network of the search: every searchable layer has several candidate operations and runs
// only the sampled ones (Cai et al., "ProxylessNAS", ICLR 2019, section 3). The candidates of a layer share
// one block (blocks.h), so that a short warm-up trains every path. The running statistics belong to no single
// path: the supernet is judged in training mode, by the statistics of each batch.
//
// Architecture parameters alpha[l, o] give p[l] = softmax(alpha[l]). For an architecture step two candidates
// (i, j) of each layer are drawn from p without replacement, one of them is active, and the gates g =
// one-hot(active) carry the gradient of q = softmax(alpha_i, alpha_j):
//   dL/dalpha_i = sum_j dL/dg_j * q_j * (delta_ij - q_i).
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "dance/core/random.h"
#include "dance/search/space/network_space.h"
#include "dance/search/supernet/blocks.h"

namespace dance {

// Two candidates per layer and which of them runs. A layer of one operation has first == second.
struct TwoPathSample {
  Architecture first, second;
  std::vector<bool> first_active;
  Architecture active() const;
};

class Supernet : public torch::nn::Module {
 public:
  Supernet(const NetworkSpace& space, std::uint64_t seed);

  const NetworkSpace& space() const { return space_; }

  // One path from the current probabilities.
  Architecture sample_path(Random& random) const;
  // Runs the fixed parts and the path's operations only.
  // [batch, input channels of the space, height, width] -> [batch, classes], logits
  torch::Tensor forward(const torch::Tensor& images, const Architecture& path);

  // For architecture steps. The forward pass equals forward(images, sample.active()); the backward pass
  // reaches alphas() through the gates.
  TwoPathSample sample_two_paths(Random& random) const;
  torch::Tensor forward_gated(const torch::Tensor& images, const TwoPathSample& sample);
  // After a step of the optimiser: shifts the two sampled parameters of each layer by one amount so that the
  // sum of their exponentials, and with it the probability of every un-sampled operation, is what it was
  // under `before`.
  void keep_unsampled_probabilities(const TwoPathSample& sample, const torch::Tensor& before);

  // Everything that is trained, but for alphas().
  std::vector<torch::Tensor> weights() const;
  // The architecture parameters, a leaf of autograd: [layers, max_operations]. A layer with fewer operations
  // ignores the rest of its row.
  torch::Tensor alphas() const { return alphas_; }
  // Softmax of each row of alphas() over the layer's operations, differentiable, 0 beyond them: [layers,
  // max_operations].
  torch::Tensor probabilities() const;
  // Mean over the layers of H(p) / log(operations), between 0 and 1; 0-dimensional.
  torch::Tensor entropy() const;
  // The most probable operation of each layer, of equal ones the first.
  Architecture derive() const;

 private:
  const Operation& operation(std::size_t layer, int index) const;
  // Undefined for Zero.
  torch::Tensor run_layer(std::size_t layer, int index, const torch::Tensor& input);
  torch::Tensor gated_layer(std::size_t layer, const TwoPathSample& sample, const torch::Tensor& input);
  std::vector<std::vector<double>> probability_rows() const;  // [layer][operation]

  NetworkSpace space_;
  FixedParts fixed_{nullptr};
  std::vector<LayerBlocks> blocks_;  // one per layer
  torch::Tensor alphas_;
  torch::Tensor present_;  // [layers, max_operations] bool
};

}  // namespace dance
