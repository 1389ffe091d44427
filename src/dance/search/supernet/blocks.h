// The building blocks that the supernet and the derived network share.
//
// MBConv (Sandler et al., "MobileNetV2", CVPR 2018) is a 1x1 expansion, a k x k depthwise convolution and a
// 1x1 projection, each with batch norm, the first two with ReLU6 after it; with an expansion of 1 it begins
// with the depthwise convolution. Zero contributes nothing. The residual addition belongs to the layer, not
// to the block.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>
#include <vector>

#include "dance/search/space/network_space.h"
#include "dance/search/supernet/batch_norm.h"

namespace dance {

// An inverted bottleneck as large as `expansion` and `kernel` say. Run as a smaller operation, it uses the
// first channels and the middle of the kernel, so that a step of any candidate of a layer trains all of them
// (as in Cai et al., "Once-for-All", ICLR 2020, section 3.3).
class MbconvImpl : public torch::nn::Module {
 public:
  MbconvImpl(const SearchableLayer& layer, std::int64_t expansion, std::int64_t kernel);
  // `operation` is not Zero, and not larger than the block.
  //   [batch, in_channels, h, w] -> [batch, out_channels, out_h, out_w]
  torch::Tensor forward(const torch::Tensor& input, const Operation& operation);

 private:
  std::int64_t in_channels_, stride_;
  torch::Tensor expand_;     // [expansion * in_channels, in_channels, 1, 1]; none where expansion is 1
  torch::Tensor depthwise_;  // [expansion * in_channels, 1, kernel, kernel]
  torch::Tensor project_;    // [out_channels, expansion * in_channels, 1, 1]
  BatchNorm expand_norm_{nullptr}, depthwise_norm_{nullptr}, project_norm_{nullptr};
};
TORCH_MODULE(Mbconv);

// What one searchable layer of a network runs, as modules of that network.
class LayerBlocks {
 public:
  // Registers with `network`, under `name`, one block for all MBConvs among the operations, as large as the
  // largest of them.
  LayerBlocks(torch::nn::Module& network, const std::string& name, const SearchableLayer& layer,
              const std::vector<Operation>& operations);
  // Runs one of the operations; undefined for Zero.
  torch::Tensor forward(const torch::Tensor& input, const Operation& operation);

 private:
  Mbconv mbconv_{nullptr};  // none where every operation is Zero
};

// The stem and the head of a space.
class FixedPartsImpl : public torch::nn::Module {
 public:
  explicit FixedPartsImpl(const NetworkSpace& space);
  // [batch, input channels, height, width] -> [batch, channels, h, w]
  torch::Tensor stem(const torch::Tensor& images);
  torch::Tensor head(const torch::Tensor& features);  // [batch, channels, h, w] -> [batch, classes]

 private:
  torch::nn::Sequential stem_{nullptr}, head_{nullptr};
  torch::nn::Linear classifier_{nullptr};
};
TORCH_MODULE(FixedParts);

// Copies into `network` the weights that it has as a part of `larger`, whose weights have the same names: the
// first channels and the middle of the kernel of each. The running statistics of `network` stay.
void copy_part(const torch::nn::Module& larger, torch::nn::Module& network);

// Sets weights that depend on the seed alone. Convolutions are normal with variance 2 / fan-out, the
// classifier is normal(0, 0.01). Batch norms have scale 1 and shift 0; but those before a residual addition
// have scale 0, so that such a layer starts as the identity (Goyal et al., "Accurate, Large Minibatch SGD",
// arXiv 1706.02677, section 5.1), and a random path as a short network. Also lays convolution weights out
// channels last.
void initialise_weights(torch::nn::Module& module, std::uint64_t seed);

std::int64_t parameter_count(const torch::nn::Module& module);

}  // namespace dance
