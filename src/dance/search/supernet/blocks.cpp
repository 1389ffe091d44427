#include "dance/search/supernet/blocks.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>

#include "dance/core/random.h"
#include "dance/search/supernet/batch_norm.h"
#include "dance/search/supernet/depthwise.h"
#include "dance/search/supernet/part_of.h"

namespace dance {

namespace {

using torch::nn::Sequential;

constexpr const char* kResidualNorm = "residual_norm";  // the last batch norm before a residual addition

void append_convolution(Sequential& body, std::int64_t in, std::int64_t out, int kernel, int stride,
                        int padding, Activation activation) {
  body->push_back(torch::nn::Conv2d(
      torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(padding).bias(false)));
  body->push_back(BatchNorm(out, activation));
}

void append_depthwise(Sequential& body, std::int64_t channels, int kernel, int stride) {
  body->push_back(Depthwise(channels, kernel, stride));
  body->push_back(BatchNorm(channels, Activation::Relu6));
}

}  // namespace

MbconvImpl::MbconvImpl(const SearchableLayer& layer, std::int64_t expansion, std::int64_t kernel)
    : in_channels_(layer.in_channels), stride_(layer.stride) {
  const std::int64_t hidden = in_channels_ * expansion;
  if (expansion > 1) {
    expand_ = register_parameter("expand", torch::empty({hidden, in_channels_, 1, 1}));
    expand_norm_ = register_module("expand_norm", BatchNorm(hidden, Activation::Relu6));
  }
  depthwise_ = register_parameter("depthwise", torch::empty({hidden, 1, kernel, kernel}));
  depthwise_norm_ = register_module("depthwise_norm", BatchNorm(hidden, Activation::Relu6));
  project_ = register_parameter("project", torch::empty({layer.out_channels, hidden, 1, 1}));
  project_norm_ = register_module(layer.has_residual() ? kResidualNorm : "project_norm",
                                  BatchNorm(layer.out_channels, Activation::None));
}

torch::Tensor MbconvImpl::forward(const torch::Tensor& input, const Operation& operation) {
  const std::int64_t hidden = in_channels_ * operation.expansion, kernel = operation.kernel;
  torch::Tensor x = input;
  if (operation.expansion > 1)
    x = expand_norm_->forward(torch::conv2d(x, part_of(expand_, {hidden, in_channels_, 1, 1})));
  const torch::Tensor depthwise = part_of(depthwise_, {hidden, 1, kernel, kernel}).contiguous();
  const torch::Tensor project = part_of(project_, {project_.size(0), hidden, 1, 1});
  x = depthwise_norm_->forward(depthwise_convolution(x, depthwise, stride_));
  return project_norm_->forward(torch::conv2d(x, project));
}

LayerBlocks::LayerBlocks(torch::nn::Module& network, const std::string& name, const SearchableLayer& layer,
                         const std::vector<Operation>& operations) {
  std::int64_t expansion = 0, kernel = 0;
  for (const Operation& operation : operations) {
    expansion = std::max<std::int64_t>(expansion, operation.expansion);
    kernel = std::max<std::int64_t>(kernel, operation.kernel);
  }
  if (kernel > 0) mbconv_ = network.register_module(name, Mbconv(layer, expansion, kernel));
}

torch::Tensor LayerBlocks::forward(const torch::Tensor& input, const Operation& operation) {
  return operation.is_zero() ? torch::Tensor() : mbconv_->forward(input, operation);
}

FixedPartsImpl::FixedPartsImpl(const NetworkSpace& space) {
  stem_ = register_module("stem", Sequential());
  append_convolution(stem_, space.input_channels, space.stem.channels, space.stem.kernel, space.stem.stride,
                     space.stem.padding, Activation::Relu6);
  if (space.stem.first_block_channels > 0) {
    append_depthwise(stem_, space.stem.channels, 3, 1);
    append_convolution(stem_, space.stem.channels, space.stem.first_block_channels, 1, 1, 0,
                       Activation::None);
  }
  std::int64_t features = space.layers.back().out_channels;
  if (space.head.channels > 0) {
    head_ = register_module("head", Sequential());
    append_convolution(head_, features, space.head.channels, 1, 1, 0, Activation::Relu6);
    features = space.head.channels;
  }
  classifier_ = register_module("classifier", torch::nn::Linear(features, space.classes));
}

torch::Tensor FixedPartsImpl::stem(const torch::Tensor& images) {
  return stem_->forward(images.contiguous(torch::MemoryFormat::ChannelsLast));
}

torch::Tensor FixedPartsImpl::head(const torch::Tensor& features) {
  const torch::Tensor last = head_ ? head_->forward(features) : features;
  return classifier_->forward(last.mean({2, 3}));
}

void copy_part(const torch::nn::Module& larger, torch::nn::Module& network) {
  torch::NoGradGuard no_gradient;
  const auto weights = larger.named_parameters();
  for (auto& item : network.named_parameters())
    item.value().copy_(part_of(weights[item.key()], item.value().sizes()));
}

void initialise_weights(torch::nn::Module& module, std::uint64_t seed) {
  torch::NoGradGuard no_gradient;
  for (auto& item : module.named_parameters()) {
    torch::Tensor& weight = item.value();
    if (weight.dim() < 2) {  // batch norm or bias
      const bool scales = item.key().ends_with(".weight");
      const bool before_addition = item.key().ends_with(std::string(kResidualNorm) + ".weight");
      weight.fill_(scales && !before_addition ? 1.0 : 0.0);
      continue;
    }
    double deviation = 0.01;
    if (weight.dim() == 4) {
      // Every output pixel of a channel group sees out/groups channels; weight is [out, in/groups, k, k].
      // Depthwise weights have in/groups == 1 and fan out to k*k values of one channel.
      const std::int64_t channels = weight.size(1) == 1 ? 1 : weight.size(0);
      deviation = std::sqrt(2.0 / static_cast<double>(channels * weight.size(2) * weight.size(3)));
    }
    auto generator = at::make_generator<at::CPUGeneratorImpl>(Random(seed, "weights/" + item.key())());
    weight.normal_(0, deviation, generator);
    if (weight.dim() == 4) weight.set_data(weight.contiguous(torch::MemoryFormat::ChannelsLast));
  }
}

std::int64_t parameter_count(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const torch::Tensor& weight : module.parameters()) count += weight.numel();
  return count;
}

}  // namespace dance
