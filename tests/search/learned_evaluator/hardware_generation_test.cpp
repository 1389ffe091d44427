// The hardware generation network and the Gumbel-softmax of its heads.
#include "dance/search/learned_evaluator/hardware_generation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dance::test {
namespace {

const std::vector<std::int64_t> kHeads = {3, 2, 4};

std::vector<torch::Tensor> some_heads(std::int64_t batch) {
  return torch::randn({batch, 9}, seeded_generator(1, "heads")).split_with_sizes(kHeads, 1);
}

TEST(GumbelSoftmax, EveryHeadSumsToOne) {
  const torch::Tensor noise = gumbel_noise(50, 9, seeded_generator(1, "noise"));
  for (const double temperature : {0.1, 1.0, 5.0}) {
    const torch::Tensor soft = gumbel_softmax(some_heads(50), noise, temperature);
    for (const torch::Tensor& head : soft.split_with_sizes(kHeads, 1))
      EXPECT_TRUE(torch::allclose(head.sum(1), torch::ones({50})));
  }
}

TEST(GumbelSoftmax, ColdOnesAreOneHotHotOnesUniform) {
  const torch::Tensor noise = gumbel_noise(50, 9, seeded_generator(1, "noise"));
  const torch::Tensor cold = gumbel_softmax(some_heads(50), noise, 1e-4);
  EXPECT_GT(std::get<0>(cold.narrow(1, 5, 4).max(1)).mean().item<double>(), 0.99);
  const torch::Tensor hot = gumbel_softmax(some_heads(50), noise, 1e4);
  EXPECT_TRUE(torch::allclose(hot.narrow(1, 5, 4), torch::full({50, 4}, 0.25), 1e-2, 1e-2));
}

TEST(GumbelSoftmax, DrawsFromTheSoftmax) {  // the Gumbel-max trick
  const std::int64_t draws = 40000;
  const torch::Tensor logits = torch::tensor({{0.0, 1.0, -1.0}}, torch::kDouble);
  const torch::Tensor noise = gumbel_noise(draws, 3, seeded_generator(5, "noise"), torch::kDouble);
  const torch::Tensor picks = gumbel_softmax({logits.expand({draws, 3})}, noise, 0.5).argmax(1);
  const torch::Tensor share = torch::bincount(picks, {}, 3).to(torch::kDouble) / static_cast<double>(draws);
  EXPECT_TRUE(torch::allclose(share, torch::softmax(logits, 1)[0], 0, 0.01)) << share;
}

// By hand: (1, 2) and noise (1, -1) give (2, 1), which a temperature of 0.5 doubles.
TEST(GumbelSoftmax, ByHand) {
  const torch::Tensor logits = torch::tensor({{1.0, 2.0}}), noise = torch::tensor({{1.0, -1.0}});
  const torch::Tensor soft = gumbel_softmax({logits}, noise, 0.5);
  EXPECT_NEAR(soft[0][0].item<double>(), 1 / (1 + std::exp(-2.0)), 1e-6);
  const torch::Tensor without = gumbel_softmax({logits}, {}, 1.0);
  EXPECT_NEAR(without[0][0].item<double>(), 1 / (1 + std::exp(1.0)), 1e-6);
}

TEST(GumbelNoise, IsTheSameInFloatAsInDouble) {
  const torch::Tensor wide = gumbel_noise(4, 9, seeded_generator(1, "noise"), torch::kDouble),
                      narrow = gumbel_noise(4, 9, seeded_generator(1, "noise"));
  EXPECT_TRUE(torch::equal(wide.to(torch::kFloat), narrow));
}

TEST(HardwareGeneration, HasTheLogitsOfEveryHead) {
  HardwareGeneration network(6, kHeads, MlpSize{.width = 8, .blocks = 1});
  network->initialise(seeded_generator(1, "test"));
  const torch::Tensor architectures = torch::rand({5, 6});
  const std::vector<torch::Tensor> heads = network(architectures);
  ASSERT_EQ(heads.size(), 3U);
  const torch::Tensor outputs =
      network->named_children()["mlp"]->as<ResidualMlpImpl>()->forward(architectures);
  EXPECT_TRUE(torch::equal(heads[0], outputs.slice(1, 0, 3)));
  EXPECT_TRUE(torch::equal(heads[1], outputs.slice(1, 3, 5)));
  EXPECT_TRUE(torch::equal(heads[2], outputs.slice(1, 5, 9)));
}

// The heads are all but certain of the first values. What else comes is what was the best one often.
TEST(HardwareGeneration, CandidatesAreMixedWithTheFrequencies) {
  HardwareGeneration network(2, std::vector<std::int64_t>{2, 3}, MlpSize{.width = 4, .blocks = 0});
  const std::vector<torch::Tensor> certain{torch::tensor({{60.0, 0.0}}), torch::tensor({{60.0, 0.0, 0.0}})};
  network->set_frequencies(torch::tensor({1.0, 0.0, 0.2, 0.1, 0.7}));
  const torch::Tensor expected = torch::tensor({{0, 0}, {0, 2}, {0, 1}}, torch::kLong);
  EXPECT_TRUE(torch::equal(network->candidates(certain, 3)[0], expected)) << network->candidates(certain, 3);
  EXPECT_EQ(network->candidates(certain, 100).size(1), 6);  // all there are
}

// They are kept with the weights.
TEST(HardwareGeneration, TheFrequenciesAreABuffer) {
  HardwareGeneration network(2, std::vector<std::int64_t>{2}, MlpSize{.width = 4, .blocks = 0});
  const torch::Tensor frequencies = torch::tensor({0.25, 0.75});
  network->set_frequencies(frequencies);
  EXPECT_TRUE(torch::equal(network->named_buffers()["frequencies"], frequencies));
}

}  // namespace
}  // namespace dance::test
