#include "dance/search/supernet/supernet.h"

#include <gtest/gtest.h>

#include <cmath>

#include "dance/search/space/random_networks.h"
#include "dance/search/supernet/derived_network.h"
#include "search/supernet/tiny_space.h"

namespace dance::test {
namespace {

torch::Tensor some_alphas() {
  return torch::tensor({{0.5f, -1.0f, 0.2f, 9.0f}, {0.3f, 0.1f, -0.4f, 1.0f}, {-0.2f, 0.7f, 9.0f, 9.0f}});
}

void set_alphas(Supernet& supernet, const torch::Tensor& values) {
  torch::NoGradGuard no_gradient;
  supernet.alphas().copy_(values);
}

TEST(Supernet, MapsImagesToLogitsOnEveryPath) {
  Supernet supernet(tiny_space(), 1);
  Random random(1, "paths");
  for (int i = 0; i < 10; ++i) {
    const torch::Tensor logits =
        supernet.forward(torch::randn({2, 3, 8, 8}), uniform_network(supernet.space(), random));
    EXPECT_EQ(logits.sizes(), (std::vector<std::int64_t>{2, 4}));
  }
}

TEST(Supernet, LayersWithAResidualStartAsTheIdentity) {
  Supernet supernet(tiny_space(), 1);
  const torch::Tensor images = torch::randn({2, 3, 8, 8});
  const torch::Tensor skipped = supernet.forward(images, {0, 3, 0});
  for (int operation = 0; operation < 3; ++operation) {
    EXPECT_TRUE(torch::allclose(supernet.forward(images, {0, operation, 0}), skipped, 1e-4, 1e-6));
  }
  EXPECT_FALSE(torch::allclose(supernet.forward(images, {1, 3, 0}), skipped, 1e-4, 1e-6));
}

TEST(Supernet, ProbabilitiesAreTheSoftmaxOverTheLayersOwnOperations) {
  Supernet supernet(tiny_space(), 1);
  set_alphas(supernet, some_alphas());
  const torch::Tensor p = supernet.probabilities();
  EXPECT_EQ(p.sizes(), (std::vector<std::int64_t>{3, 4}));
  EXPECT_TRUE(torch::allclose(p.sum(1), torch::ones(3)));
  EXPECT_EQ(p[0][3].item<float>(), 0);
  EXPECT_EQ(p[2][2].item<float>(), 0);
  EXPECT_EQ(p[2][3].item<float>(), 0);
  EXPECT_NEAR(p[2][1].item<float>(), 1 / (1 + std::exp(-0.9)), 1e-6);
  (p * torch::randn({3, 4})).sum().backward();
  const torch::Tensor gradient = supernet.alphas().grad();
  EXPECT_TRUE(torch::isfinite(gradient).all().item<bool>());
  EXPECT_EQ(gradient[0][3].item<float>(), 0);
  EXPECT_NE(gradient[0][0].item<float>(), 0);
}

TEST(Supernet, EntropyIsOneWhenUniformAndFallsToZero) {
  Supernet supernet(tiny_space(), 1);
  EXPECT_NEAR(supernet.entropy().item<float>(), 1, 1e-6);
  set_alphas(supernet, torch::tensor({{50.f, 0.f, 0.f, 0.f}, {50.f, 0.f, 0.f, 0.f}, {50.f, 0.f, 0.f, 0.f}}));
  EXPECT_NEAR(supernet.entropy().item<float>(), 0, 1e-6);
  supernet.entropy().backward();
  EXPECT_TRUE(torch::isfinite(supernet.alphas().grad()).all().item<bool>());
}

TEST(Supernet, DerivesTheMostProbableOfThePresentOperations) {
  Supernet supernet(tiny_space(), 1);
  set_alphas(supernet, some_alphas());
  EXPECT_EQ(supernet.derive(), (Architecture{0, 3, 1}));
}

TEST(Supernet, SamplesPathsByTheirProbabilities) {
  Supernet supernet(tiny_space(), 1);
  set_alphas(supernet, some_alphas());
  Random random(1, "paths");
  constexpr int kDraws = 20000;
  torch::Tensor counts = torch::zeros({3, 4});
  for (int i = 0; i < kDraws; ++i) {
    const Architecture path = supernet.sample_path(random);
    for (std::int64_t l = 0; l < 3; ++l) counts[l][path[static_cast<std::size_t>(l)]] += 1;
  }
  // The standard error is below 0.0036.
  EXPECT_LT((counts / kDraws - supernet.probabilities()).abs().max().item<float>(), 0.015f);
}

TEST(Supernet, OnlySampledWeightsGetGradients) {
  Supernet supernet(tiny_space(), 1);
  // Kernel 3 and expansion 3 of the block's 7 and 6; Zero; kernel 3 and expansion 6.
  const Architecture path = {0, 3, 1};
  supernet.forward(torch::randn({4, 3, 8, 8}), path).square().sum().backward();
  for (const auto& item : supernet.named_parameters()) {
    const bool expected = item.key().starts_with("fixed") || item.key().starts_with("layer0.") ||
                          item.key().starts_with("layer2.");
    EXPECT_EQ(item.value().grad().defined(), expected) << item.key();
  }
  const torch::Tensor kernels = supernet.named_parameters()["layer0.depthwise"].grad();
  EXPECT_EQ(kernels.sizes(), (std::vector<std::int64_t>{30, 1, 7, 7}));
  const torch::Tensor used = kernels.slice(0, 0, 15).slice(2, 2, 5).slice(3, 2, 5);
  EXPECT_TRUE((used != 0).any().item<bool>());
  EXPECT_EQ((kernels != 0).sum().item<std::int64_t>(), (used != 0).sum().item<std::int64_t>());
}

TEST(Supernet, WeightsAreAllParametersButTheAlphas) {
  Supernet supernet(tiny_space(), 1);
  EXPECT_EQ(supernet.weights().size() + 1, supernet.parameters().size());
  for (const torch::Tensor& weight : supernet.weights()) EXPECT_FALSE(weight.is_same(supernet.alphas()));
}

// The part of the supernet's tensor that a candidate of another size uses, from the definition in blocks.h.
torch::Tensor part_of(const torch::Tensor& shared, const torch::Tensor& own) {
  if (own.dim() == 1) return shared.slice(0, 0, own.size(0));
  if (own.dim() != 4) return shared;
  const std::int64_t border = (shared.size(2) - own.size(2)) / 2;
  return shared.slice(0, 0, own.size(0))
      .slice(1, 0, own.size(1))
      .slice(2, border, border + own.size(2))
      .slice(3, border, border + own.size(3));
}

// A derived network with the supernet's weights computes what the supernet's path does.
TEST(Supernet, APathIsTheDerivedNetwork) {
  const NetworkSpace space = tiny_space();
  Supernet supernet(space, 1);
  torch::manual_seed(1);
  for (torch::Tensor& weight : supernet.weights()) weight.data().normal_(0, 0.3);
  for (int i = 0; i < 3; ++i)
    supernet.forward(torch::randn({16, 3, 8, 8}), {1, 0, 1});  // moves the running statistics
  supernet.eval();
  for (const Architecture& path : {Architecture{1, 0, 1}, Architecture{2, 3, 0}}) {
    DerivedNetwork derived(space, path, 2);
    derived.eval();
    torch::NoGradGuard no_gradient;
    const auto parameters = supernet.named_parameters();
    const auto buffers = supernet.named_buffers();
    for (auto& item : derived.named_parameters())
      item.value().copy_(part_of(parameters[item.key()], item.value()));
    for (auto& item : derived.named_buffers()) item.value().copy_(part_of(buffers[item.key()], item.value()));
    const torch::Tensor images = torch::randn({4, 3, 8, 8});
    EXPECT_TRUE(torch::allclose(supernet.forward(images, path), derived.forward(images), 1e-5, 1e-6));
  }
}

TEST(Supernet, ANetworkCanStartAsItsPath) {
  const NetworkSpace space = tiny_space();
  Supernet supernet(space, 1);
  torch::manual_seed(1);
  for (torch::Tensor& weight : supernet.weights()) weight.data().normal_(0, 0.3);
  const torch::Tensor images = torch::randn({4, 3, 8, 8});
  for (const Architecture& path : {Architecture{1, 0, 1}, Architecture{2, 3, 0}}) {
    DerivedNetwork network(space, path, 2);
    copy_part(supernet, network);
    EXPECT_TRUE(torch::allclose(supernet.forward(images, path), network.forward(images), 1e-5, 1e-6));
    network.parameters().front().data().zero_();
    EXPECT_NE(supernet.weights().front().abs().sum().item<float>(), 0);  // the network has a copy
  }
}

}  // namespace
}  // namespace dance::test
