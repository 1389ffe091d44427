// The two networks together: feature forwarding, and gradients through both.
#include <gtest/gtest.h>

#include "dance/search/learned_evaluator/cost_estimation.h"
#include "dance/search/learned_evaluator/hardware_generation.h"
#include "search/evaluator/enumeration.h"

namespace dance::test {
namespace {

const std::vector<std::int64_t> kHeads = {3, 2, 4};

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

}  // namespace
}  // namespace dance::test
