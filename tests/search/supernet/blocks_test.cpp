// The blocks against the same written out with libtorch's operators, and their first weights.
#include "dance/search/supernet/blocks.h"

#include <gtest/gtest.h>

#include <cmath>

#include "search/supernet/tiny_space.h"

namespace dance::test {
namespace {

using torch::indexing::Slice;

void randomise(torch::nn::Module& module) {
  torch::manual_seed(7);
  for (torch::Tensor& weight : module.parameters()) weight.data().normal_(0, 0.5);
}

// Batch norm by the statistics of the batch, with the first values of the norm's parameters.
torch::Tensor normalised(const torch::nn::Module& module, const std::string& norm, const torch::Tensor& x) {
  const auto part = [&](const std::string& name) {
    return module.named_parameters()[norm + "." + name].slice(0, 0, x.size(1)).to(torch::kDouble);
  };
  return torch::batch_norm(x, part("weight"), part("bias"), {}, {}, true, 0.1, 1e-5, false);
}

torch::Tensor clamped(const torch::Tensor& x) { return x.clamp(0, 6); }

torch::Tensor parameter(const torch::nn::Module& module, const std::string& name) {
  return module.named_parameters()[name].to(torch::kDouble);
}

SearchableLayer layer_of(std::int64_t in, std::int64_t out, int stride) {
  return {"layer", in, out, 7, 6, stride, {}};
}

// The largest operation and smaller ones, which use the first channels and the middle of the kernel.
TEST(Mbconv, IsExpansionDepthwiseAndProjection) {
  for (const int stride : {1, 2}) {
    Mbconv block(layer_of(4, 5, stride), 6, 7);
    randomise(*block);
    const torch::Tensor x = torch::randn({3, 4, 7, 6});
    for (const Operation operation :
         {Operation{7, 6}, Operation{5, 6}, Operation{3, 2}, Operation{1, 3}, Operation{5, 1}}) {
      const std::int64_t hidden = 4 * operation.expansion, border = (7 - operation.kernel) / 2;
      const torch::Tensor expand = parameter(*block, "expand").slice(0, 0, hidden),
                          depthwise = parameter(*block, "depthwise")
                                          .index({Slice(0, hidden), Slice(), Slice(border, 7 - border),
                                                  Slice(border, 7 - border)}),
                          project = parameter(*block, "project").slice(1, 0, hidden);
      torch::Tensor y = x.to(torch::kDouble);
      if (operation.expansion > 1) y = clamped(normalised(*block, "expand_norm", torch::conv2d(y, expand)));
      y = torch::conv2d(y, depthwise, {}, stride, (operation.kernel - 1) / 2, 1, hidden);
      y = clamped(normalised(*block, "depthwise_norm", y));
      y = normalised(*block, "project_norm", torch::conv2d(y, project));
      const torch::Tensor got = block->forward(x, operation);
      EXPECT_TRUE(torch::allclose(got.to(torch::kDouble), y, 1e-3, 1e-3))
          << operation.name() << " " << (got - y).abs().max().item<double>();
    }
  }
}

TEST(Mbconv, OfExpansionOneHasWhatTheCostModelCounts) {
  const SearchableLayer layer = layer_of(4, 5, 1);
  std::int64_t weights = 0;
  for (const NetworkLayer& part : lower(layer, {5, 1})) weights += part.layer.volume(Tensor::Weights);
  Mbconv block(layer, 1, 5);
  std::int64_t convolutions = 0;
  for (const torch::Tensor& weight : block->parameters())
    convolutions += weight.dim() == 4 ? weight.numel() : 0;
  EXPECT_EQ(convolutions, weights);
  randomise(*block);
  EXPECT_EQ(block->forward(torch::randn({3, 4, 7, 6}), {5, 1}).size(1), 5);
}

TEST(Mbconv, OfAResidualLayerHasANormOfItsOwnName) {
  const auto has = [](const SearchableLayer& layer, const std::string& name) {
    return Mbconv(layer, 3, 3)->named_parameters().contains(name + ".weight");
  };
  EXPECT_TRUE(has(layer_of(4, 4, 1), "residual_norm"));
  EXPECT_FALSE(has(layer_of(4, 4, 1), "project_norm"));
  EXPECT_TRUE(has(layer_of(4, 4, 2), "project_norm"));
  EXPECT_TRUE(has(layer_of(4, 5, 1), "project_norm"));
}

// The stem: 3x3 convolution and, as the space has a first block, depthwise and 1x1.
TEST(FixedParts, AreStemAndHeadOfTheSpace) {
  const NetworkSpace space = tiny_space();
  FixedParts fixed(space);
  randomise(*fixed);
  const torch::Tensor images = torch::randn({3, 3, 8, 8});
  const auto weight = [&](const std::string& name) { return parameter(*fixed, name + ".weight"); };
  torch::Tensor y = torch::conv2d(images.to(torch::kDouble), weight("stem.0"), {}, 1, 1);
  y = clamped(normalised(*fixed, "stem.1", y));
  y = clamped(normalised(*fixed, "stem.3", torch::conv2d(y, weight("stem.2"), {}, 1, 1, 1, 6)));
  y = normalised(*fixed, "stem.5", torch::conv2d(y, weight("stem.4")));
  const torch::Tensor stem = fixed->stem(images);
  ASSERT_EQ(stem.sizes(), (torch::IntArrayRef{3, 5, 8, 8}));
  EXPECT_TRUE(torch::allclose(stem.to(torch::kDouble), y, 1e-3, 1e-3));

  const torch::Tensor features = torch::randn({3, 9, 4, 4});
  y = clamped(normalised(*fixed, "head.1", torch::conv2d(features.to(torch::kDouble), weight("head.0"))));
  y = torch::matmul(y.mean({2, 3}), weight("classifier").t()) + parameter(*fixed, "classifier.bias");
  EXPECT_TRUE(torch::allclose(fixed->head(features).to(torch::kDouble), y, 1e-3, 1e-3));
}

TEST(FixedParts, MayHaveNeitherFirstBlockNorHead) {
  NetworkSpace space = tiny_space();
  space.stem.first_block_channels = 0;
  space.head.channels = 0;
  FixedParts fixed(space);
  randomise(*fixed);
  EXPECT_EQ(fixed->stem(torch::randn({2, 3, 8, 8})).size(1), 6);
  const torch::Tensor features = torch::randn({2, 9, 4, 4});
  const torch::Tensor expected =
      torch::matmul(features.mean({2, 3}), fixed->named_parameters()["classifier.weight"].t()) +
      fixed->named_parameters()["classifier.bias"];
  EXPECT_TRUE(torch::allclose(fixed->head(features), expected, 1e-4, 1e-5));
}

TEST(CopyPart, TakesTheFirstChannelsAndTheMiddleOfTheKernels) {
  const SearchableLayer layer = layer_of(4, 4, 1);
  Mbconv larger(layer, 6, 7), smaller(layer, 2, 3);
  randomise(*larger);
  copy_part(*larger, *smaller);
  const torch::Tensor x = torch::randn({3, 4, 7, 6});
  EXPECT_TRUE(torch::allclose(smaller->forward(x, {3, 2}), larger->forward(x, {3, 2}), 1e-4, 1e-5));
  const torch::Tensor kept = smaller->named_parameters()["depthwise"].detach().clone();
  for (torch::Tensor& weight : larger->parameters()) weight.data().zero_();
  EXPECT_TRUE(torch::equal(smaller->named_parameters()["depthwise"], kept));  // it is a copy
}

TEST(CopyPart, LeavesTheRunningStatistics) {
  Mbconv larger(layer_of(4, 4, 1), 6, 7), smaller(layer_of(4, 4, 1), 2, 3);
  randomise(*larger);
  larger->forward(torch::randn({3, 4, 7, 6}), {7, 6});  // moves those of the larger block
  copy_part(*larger, *smaller);
  EXPECT_TRUE(torch::equal(smaller->named_buffers()["expand_norm.running_mean"], torch::zeros(8)));
  EXPECT_TRUE(torch::equal(smaller->named_buffers()["expand_norm.running_var"], torch::ones(8)));
}

// Convolutions have the variance 2 / fan-out, where a depthwise one fans out to one channel.
TEST(InitialiseWeights, FollowsFanOut) {
  Mbconv block(layer_of(40, 60, 1), 6, 5);
  initialise_weights(*block, 3);
  const auto deviation = [&](const std::string& name) {
    const torch::Tensor weight = block->named_parameters()[name];
    EXPECT_NEAR(weight.mean().item<double>(), 0, 0.05 * weight.std().item<double>()) << name;
    return weight.std().item<double>();
  };
  EXPECT_NEAR(deviation("expand"), std::sqrt(2.0 / 240), 0.02 * std::sqrt(2.0 / 240));
  EXPECT_NEAR(deviation("depthwise"), std::sqrt(2.0 / 25), 0.03 * std::sqrt(2.0 / 25));
  EXPECT_NEAR(deviation("project"), std::sqrt(2.0 / 60), 0.02 * std::sqrt(2.0 / 60));
  NetworkSpace space = tiny_space();
  space.head.channels = 600;
  FixedParts fixed(space);
  initialise_weights(*fixed, 3);
  EXPECT_NEAR(fixed->named_parameters()["classifier.weight"].std().item<double>(), 0.01, 0.0006);
  EXPECT_EQ(fixed->named_parameters()["classifier.bias"].abs().sum().item<float>(), 0);
}

TEST(InitialiseWeights, NormsStartPlainAndThoseBeforeAnAdditionAtZero) {
  for (const bool residual : {true, false}) {
    Mbconv block(layer_of(4, residual ? 4 : 5, 1), 3, 3);
    randomise(*block);
    initialise_weights(*block, 3);
    for (const auto& item : block->named_parameters()) {
      if (item.value().dim() > 1) continue;
      const bool is_one = item.key().ends_with(".weight") && !item.key().starts_with("residual_norm");
      EXPECT_TRUE(torch::equal(item.value(), torch::full(item.value().sizes(), is_one ? 1.0F : 0.0F)))
          << item.key();
    }
    const torch::Tensor y = block->forward(torch::randn({2, 4, 7, 6}), {3, 3});
    EXPECT_EQ(y.abs().sum().item<float>() == 0, residual);
  }
}

// A weight depends on the seed and on its own name, not on what else the module has.
TEST(InitialiseWeights, TheSeedAndTheNameGiveAWeight) {
  const auto weight = [](std::uint64_t seed, const std::string& name, std::int64_t out) {
    Mbconv block(layer_of(4, out, 1), 3, 3);
    initialise_weights(*block, seed);
    return block->named_parameters()[name].detach();
  };
  EXPECT_TRUE(torch::equal(weight(1, "expand", 5), weight(1, "expand", 9)));
  EXPECT_FALSE(torch::equal(weight(1, "expand", 5), weight(2, "expand", 5)));
  Mbconv block(layer_of(4, 5, 1), 3, 3);
  initialise_weights(*block, 1);
  const torch::Tensor expand = block->named_parameters()["expand"];
  EXPECT_TRUE(expand.is_contiguous(torch::MemoryFormat::ChannelsLast));
}

TEST(ParameterCount, CountsEveryWeight) {
  // 4 -> 12, depthwise 3x3, 12 -> 5, and two values per channel of each norm.
  EXPECT_EQ(parameter_count(*Mbconv(layer_of(4, 5, 1), 3, 3)),
            4 * 12 + 2 * 12 + 9 * 12 + 2 * 12 + 12 * 5 + 2 * 5);
}

}  // namespace
}  // namespace dance::test
