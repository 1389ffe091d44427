// The two networks: Gumbel-softmax, feature forwarding, gradients.
#include <gtest/gtest.h>

#include "dance/search/learned_evaluator/cost_estimation.h"
#include "dance/search/learned_evaluator/hardware_generation.h"
#include "search/evaluator/enumeration.h"

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

struct Pair {
  HardwareGeneration generation{6, kHeads, MlpSize{16, 1}};
  CostEstimation estimation{6, kHeads, MlpSize{16, 1}};
  torch::Tensor noise = gumbel_noise(1, 9, seeded_generator(2, "noise"), torch::kDouble);
  Pair() {
    generation->initialise(seeded_generator(3, "generation"));
    const torch::Tensor rows = torch::linspace(0.5, 2, 7);
    estimation->initialise(seeded_generator(4, "estimation"),
                           torch::cat({rows, rows.flip(0), torch::full({1}, 3.0)}));
    generation->to(torch::kDouble);
    estimation->to(torch::kDouble);
  }
  torch::Tensor product(const torch::Tensor& p, bool forwarded = true) {
    torch::Tensor features = gumbel_softmax(generation(p), noise, 0.8);
    if (!forwarded) features = features.detach();
    return estimation(p, features).prod();
  }
};

TEST(LearnedPair, GradientThroughBothNetworks) {
  Pair pair;
  const torch::Tensor p = test::random_probabilities(2, 3, 1).view({1, 6}).requires_grad_();
  const torch::Tensor gradient = torch::autograd::grad({pair.product(p)}, {p})[0];
  const torch::Tensor expected =
      test::numerical_gradient(p, [&](const torch::Tensor& x) { return pair.product(x).item<double>(); });
  EXPECT_TRUE(torch::allclose(gradient, expected, 1e-6, 1e-6)) << gradient << expected;
}

TEST(LearnedPair, FeatureForwardingCarriesGradient) {
  Pair pair;
  const torch::Tensor p = test::random_probabilities(2, 3, 1).view({1, 6}).requires_grad_();
  const torch::Tensor whole = torch::autograd::grad({pair.product(p)}, {p})[0];
  const torch::Tensor direct = torch::autograd::grad({pair.product(p, false)}, {p})[0];
  EXPECT_GT((whole - direct).abs().max().item<double>(), 1e-4 * whole.abs().max().item<double>());
}

TEST(LearnedPair, EstimatesArePositive) {
  Pair pair;
  const torch::Tensor p = torch::rand({100, 6}, seeded_generator(6, "p"), torch::kDouble);
  const torch::Tensor features = 10 * torch::randn({100, 9}, seeded_generator(7, "f"), torch::kDouble);
  EXPECT_TRUE((pair.estimation(p, features) > 0).all().item<bool>());
}

}  // namespace
}  // namespace dance::test
