// The step on the architecture parameters, against its equations.
#include "dance/search/methods/architecture_step.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "search/supernet/tiny_space.h"

namespace dance::test {
namespace {

constexpr std::int64_t kTinyLayers = 3, kTinyOperations = 4;

// Which of the tiny space's operations a layer has.
std::int64_t operations_of(std::int64_t layer) { return std::array<std::int64_t, 3>{3, 4, 2}[layer]; }

bool is_sampled(const TwoPathSample& sample, std::int64_t layer, std::int64_t operation) {
  const auto l = static_cast<std::size_t>(layer);
  return sample.first[l] == operation || sample.second[l] == operation;
}

// A gradient of the cross-entropy: 0 but for the sampled operations.
torch::Tensor gradient_on(const TwoPathSample& sample, Random& random) {
  torch::Tensor gradient = torch::zeros({kTinyLayers, kTinyOperations});
  for (std::int64_t l = 0; l < kTinyLayers; ++l) {
    for (std::int64_t o = 0; o < operations_of(l); ++o)
      if (is_sampled(sample, l, o)) gradient[l][o] = random.normal();
  }
  return gradient;
}

torch::Tensor gradient_everywhere(Random& random) {
  torch::Tensor gradient = torch::zeros({kTinyLayers, kTinyOperations});
  for (std::int64_t l = 0; l < kTinyLayers; ++l)
    for (std::int64_t o = 0; o < operations_of(l); ++o) gradient[l][o] = 3 * random.normal();
  return gradient;
}

using Table = std::array<std::array<double, kTinyOperations>, kTinyLayers>;

Table to_table(const torch::Tensor& values) {
  Table table{};
  for (std::size_t l = 0; l < kTinyLayers; ++l)
    for (std::size_t o = 0; o < kTinyOperations; ++o)
      table[l][o] = values[static_cast<std::int64_t>(l)][static_cast<std::int64_t>(o)].item<double>();
  return table;
}

// Adam with beta1 = 0 in float64, step by step; then what the shift of the sampled parameters must keep:
// their difference, and the sum of their exponentials as the cost's part of the step alone leaves it.
TEST(ArchitectureStep, FollowsItsEquations) {
  Supernet supernet(tiny_space(), 1);
  const ArchitectureOptions options{.learning_rate = 0.2, .beta2 = 0.7};
  ArchitectureOptimiser optimiser(options);
  Random random(1, "test");
  Table second_moment{};
  for (int step = 1; step <= 6; ++step) {
    const TwoPathSample sample = supernet.sample_two_paths(random);
    const torch::Tensor ce_gradient = gradient_on(sample, random),
                        cost_gradient = gradient_everywhere(random);
    const Table before = to_table(supernet.alphas()), ce = to_table(ce_gradient),
                cost = to_table(cost_gradient);
    optimiser.step(supernet, sample, ce_gradient, cost_gradient);
    const Table after = to_table(supernet.alphas());
    for (std::size_t l = 0; l < kTinyLayers; ++l) {
      std::array<double, kTinyOperations> moved{}, moved_by_cost{};
      for (std::size_t o = 0; o < kTinyOperations; ++o) {
        const double g = ce[l][o] + cost[l][o];
        double& v = second_moment[l][o];
        v = options.beta2 * v + (1 - options.beta2) * g * g;
        const double scale =
            options.learning_rate / (std::sqrt(v / (1 - std::pow(options.beta2, step))) + 1e-8);
        moved[o] = before[l][o] - scale * g;
        moved_by_cost[o] = before[l][o] - scale * cost[l][o];
        if (is_sampled(sample, static_cast<std::int64_t>(l), static_cast<std::int64_t>(o))) continue;
        EXPECT_NEAR(after[l][o], moved_by_cost[o], 1e-5) << step << " " << l << " " << o;
      }
      const auto i = static_cast<std::size_t>(sample.first[l]),
                 j = static_cast<std::size_t>(sample.second[l]);
      EXPECT_NEAR(after[l][i] - after[l][j], moved[i] - moved[j], 1e-5) << step << " " << l;
      EXPECT_NEAR(std::exp(after[l][i]) + std::exp(after[l][j]),
                  std::exp(moved_by_cost[i]) + std::exp(moved_by_cost[j]), 1e-5)
          << step << " " << l;
    }
  }
}

TEST(ArchitectureStep, ForAccuracyLeavesUnsampledProbabilitiesAlone) {
  Supernet supernet(tiny_space(), 1);
  ArchitectureOptimiser optimiser(ArchitectureOptions{});
  Random random(1, "test");
  for (int step = 0; step < 3; ++step) {
    const TwoPathSample sample = supernet.sample_two_paths(random);
    torch::Tensor gradient = torch::zeros({kTinyLayers, kTinyOperations});
    for (std::int64_t l = 0; l < kTinyLayers; ++l) {
      gradient[l][sample.first[static_cast<std::size_t>(l)]] = 0.7;
      gradient[l][sample.second[static_cast<std::size_t>(l)]] = -0.7;
    }
    const Table before = to_table(supernet.probabilities());
    optimiser.step(supernet, sample, gradient, torch::zeros_like(gradient));
    const Table after = to_table(supernet.probabilities());
    for (std::size_t l = 0; l < kTinyLayers; ++l) {
      for (std::size_t o = 0; o < kTinyOperations; ++o) {
        const double moved = after[l][o] - before[l][o];
        if (static_cast<int>(o) == sample.first[l]) {
          EXPECT_LT(moved, -1e-3);
        } else if (static_cast<int>(o) == sample.second[l]) {
          EXPECT_GT(moved, 1e-3);
        } else {
          EXPECT_NEAR(moved, 0, 1e-6);
        }
      }
    }
  }
}

TEST(ArchitectureStep, ForCostMovesEveryOperation) {
  Supernet supernet(tiny_space(), 1);
  const ArchitectureOptions options;
  ArchitectureOptimiser optimiser(options);
  Random random(1, "test");
  const torch::Tensor none = torch::zeros({kTinyLayers, kTinyOperations});
  torch::Tensor gradient = torch::full({kTinyLayers, kTinyOperations}, 5.0F);
  gradient.select(1, 0).fill_(-0.01F);
  optimiser.step(supernet, supernet.sample_two_paths(random), none, gradient);
  // Adam's first step is the rate times the sign.
  EXPECT_TRUE(torch::allclose(supernet.alphas(), -options.learning_rate * gradient.sign(), 1e-4, 1e-5));
}

}  // namespace
}  // namespace dance::test
