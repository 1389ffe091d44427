// The residual perceptron against its equation in plain loops, and its first weights.
#include "dance/search/learned_evaluator/residual_mlp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace dance::test {
namespace {

using Vector = std::vector<double>;

torch::Tensor weight_of(const ResidualMlp& network, const std::string& name) {
  return network->named_parameters()[name].detach().to(torch::kDouble);
}

Vector linear(const ResidualMlp& network, const std::string& layer, const Vector& x) {
  const torch::Tensor weight = weight_of(network, layer + ".weight"),
                      bias = weight_of(network, layer + ".bias");
  Vector y;
  for (std::int64_t o = 0; o < weight.size(0); ++o) {
    y.push_back(bias[o].item<double>());
    for (std::int64_t i = 0; i < weight.size(1); ++i)
      y.back() += weight[o][i].item<double>() * x[static_cast<std::size_t>(i)];
  }
  return y;
}

Vector relu(Vector x) {
  for (double& value : x) value = std::max(0.0, value);
  return x;
}

Vector norm(const ResidualMlp& network, const std::string& layer, const Vector& x) {
  const torch::Tensor weight = weight_of(network, layer + ".weight"),
                      bias = weight_of(network, layer + ".bias");
  double mean = 0, variance = 0;
  for (const double value : x) mean += value / static_cast<double>(x.size());
  for (const double value : x) variance += (value - mean) * (value - mean) / static_cast<double>(x.size());
  Vector y;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    y.push_back((x[i] - mean) / std::sqrt(variance + 1e-5) * weight[at].item<double>() +
                bias[at].item<double>());
  }
  return y;
}

TEST(ResidualMlp, FollowsItsEquation) {
  torch::manual_seed(3);
  ResidualMlp network(4, 3, MlpSize{.width = 6, .blocks = 2});
  for (torch::Tensor& parameter : network->parameters()) parameter.data().normal_(0, 0.7);
  const torch::Tensor x = torch::randn({5, 4});
  const torch::Tensor y = network(x);
  ASSERT_EQ(y.sizes(), (torch::IntArrayRef{5, 3}));
  for (std::int64_t row = 0; row < 5; ++row) {
    Vector in;
    for (std::int64_t i = 0; i < 4; ++i) in.push_back(x[row][i].item<double>());
    Vector h = relu(linear(network, "input", in));
    for (const std::string block : {"block0", "block1"}) {
      const Vector inner = linear(network, block + "_second",
                                  relu(linear(network, block + "_first", norm(network, block + "_norm", h))));
      for (std::size_t i = 0; i < h.size(); ++i) h[i] += inner[i];
    }
    const Vector expected = linear(network, "output", norm(network, "output_norm", h));
    for (std::size_t o = 0; o < 3; ++o)
      EXPECT_NEAR(y[row][static_cast<std::int64_t>(o)].item<double>(), expected[o], 1e-4) << row << " " << o;
  }
}

TEST(ResidualMlp, BlocksStartAsTheIdentity) {
  ResidualMlp deep(4, 3, MlpSize{.width = 16, .blocks = 3}), shallow(4, 3, MlpSize{.width = 16, .blocks = 0});
  deep->initialise(seeded_generator(1, "test"));
  const torch::NoGradGuard no_gradient;
  for (auto& item : shallow->named_parameters()) item.value().copy_(deep->named_parameters()[item.key()]);
  const torch::Tensor x = torch::randn({7, 4});
  EXPECT_TRUE(torch::equal(deep(x), shallow(x)));
}

// Uniform within 1 / sqrt(inputs): the deviation is that bound over sqrt(3).
TEST(ResidualMlp, StartsWithUniformWeights) {
  ResidualMlp network(25, 50, MlpSize{.width = 100, .blocks = 1});
  network->initialise(seeded_generator(1, "test"));
  for (const auto& [layer, inputs] :
       {std::pair<std::string, double>{"input", 25}, {"block0_first", 100}, {"output", 100}}) {
    const double bound = 1 / std::sqrt(inputs);
    for (const std::string part : {".weight", ".bias"}) {
      const torch::Tensor values = weight_of(network, layer + part);
      EXPECT_LE(values.abs().max().item<double>(), bound) << layer << part;
      EXPECT_GT(values.abs().max().item<double>(), 0.9 * bound) << layer << part;
    }
    const torch::Tensor weights = weight_of(network, layer + ".weight");
    EXPECT_NEAR(weights.std().item<double>(), bound / std::sqrt(3), 0.05 * bound) << layer;
    EXPECT_NEAR(weights.mean().item<double>(), 0, 0.05 * bound) << layer;
  }
}

TEST(ResidualMlp, TheGeneratorGivesTheWeights) {
  const auto output = [](std::uint64_t seed) {
    ResidualMlp network(4, 3, MlpSize{.width = 8, .blocks = 1});
    network->initialise(seeded_generator(seed, "test"));
    return network(torch::ones({1, 4})).detach();
  };
  EXPECT_TRUE(torch::equal(output(1), output(1)));
  EXPECT_FALSE(torch::equal(output(1), output(2)));
}

TEST(SeededGenerator, IsAStreamOfItsOwn) {
  const auto draw = [](std::uint64_t seed, const char* stream) {
    return torch::rand({8}, seeded_generator(seed, stream));
  };
  EXPECT_TRUE(torch::equal(draw(1, "a"), draw(1, "a")));
  EXPECT_FALSE(torch::equal(draw(1, "a"), draw(1, "b")));
  EXPECT_FALSE(torch::equal(draw(1, "a"), draw(2, "a")));
  torch::manual_seed(1);
  const torch::Tensor before = draw(1, "a");
  torch::rand({100});  // the global generator has no part in it
  EXPECT_TRUE(torch::equal(draw(1, "a"), before));
}

}  // namespace
}  // namespace dance::test
