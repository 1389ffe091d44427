// The building blocks that the supernet and the derived network share.
//
// MBConv (Sandler et al., "MobileNetV2", CVPR 2018): 1x1 expansion, k x k depthwise, 1x1 projection, each
// with batch norm, ReLU6 after the first two. Zero contributes nothing. The residual addition belongs to the
// layer, not the block.
#pragma once

#include <torch/torch.h>

#include <cstdint>

#include "dance/space/network_space.h"
#include "dance/supernet/batch_norm.h"

namespace dance {

// The convolution weights of a layer's candidates. A candidate of kernel k and expansion e uses the middle k
// x k values of the first e * in_channels channels, so that a step of any candidate trains them all (as in
// Cai et al., "Once-for-All", ICLR 2020, section 3.3).
class BlockWeightsImpl : public torch::nn::Module {
 public:
  // Large enough for `expansion` and `kernel`, and for all smaller ones.
  BlockWeightsImpl(const SearchableLayer& layer, std::int64_t expansion, std::int64_t kernel);
  torch::Tensor expand;     // [expansion * in_channels, in_channels, 1, 1]
  torch::Tensor depthwise;  // [expansion * in_channels, 1, kernel, kernel]
  torch::Tensor project;    // [out_channels, expansion * in_channels, 1, 1]
};
TORCH_MODULE(BlockWeights);

// One candidate operation of a layer, without the residual; Zero holds no weights.
class CandidateImpl : public torch::nn::Module {
 public:
  // With weights of its own, of its own size.
  CandidateImpl(const SearchableLayer& layer, const Operation& operation);
  // With the layer's, which are not registered here. Batch norms are its own: moments differ from candidate
  // to candidate.
  CandidateImpl(const SearchableLayer& layer, const Operation& operation, BlockWeights shared);
  bool is_zero() const { return operation_.is_zero(); }
  // [batch, in_channels, h, w] -> [batch, out_channels, out_h, out_w]; not to be called for Zero
  torch::Tensor forward(const torch::Tensor& input);

 private:
  Operation operation_;
  std::int64_t hidden_ = 0;
  int stride_ = 1;
  BlockWeights weights_{nullptr};
  BatchNorm expand_norm_{nullptr}, depthwise_norm_{nullptr}, project_norm_{nullptr};
};
TORCH_MODULE(Candidate);

// Stem and head of a space.
class FixedPartsImpl : public torch::nn::Module {
 public:
  explicit FixedPartsImpl(const NetworkSpace& space);
  torch::Tensor stem(const torch::Tensor& images);    // [batch, 3, height, width] -> [batch, channels, h, w]
  torch::Tensor head(const torch::Tensor& features);  // [batch, channels, h, w] -> [batch, classes]

 private:
  torch::nn::Sequential stem_{nullptr}, head_{nullptr};
  torch::nn::Linear classifier_{nullptr};
};
TORCH_MODULE(FixedParts);

// Weights from the seed alone: convolutions normal with variance 2 / fan-out, classifier normal(0, 0.01),
// batch norms 1 and 0, those before a residual addition 0 and 0: such a layer starts as the identity (Goyal et
// al., "Accurate, Large Minibatch SGD", arXiv 1706.02677, section 5.1), and a random path as a short network.
// Also lays convolution weights out channels last.
void initialise_weights(torch::nn::Module& module, std::uint64_t seed);

std::int64_t parameter_count(const torch::nn::Module& module);

}  // namespace dance
