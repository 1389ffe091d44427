// The two-path binary gates of ProxylessNAS.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

#include "dance/search/supernet/supernet.h"
#include "search/supernet/tiny_space.h"

namespace dance::test {
namespace {

class TwoPathTest : public testing::Test {
 protected:
  TwoPathTest() : supernet_(tiny_space(), 1) {
    torch::manual_seed(3);
    torch::NoGradGuard no_gradient;
    supernet_.alphas().copy_(
        torch::tensor({{0.5f, -1.0f, 0.2f, 9.0f}, {0.3f, 0.1f, -0.4f, 1.0f}, {-0.2f, 0.7f, 9.0f, 9.0f}}));
    for (int i = 0; i < 3; ++i) supernet_.forward(torch::randn({16, 3, 8, 8}), {i, i, 0});
    supernet_.eval();  // fixed statistics: the loss is a plain function of images and gates
  }

  // The loss as a function of one pair of gates per layer. The idle path (gate 0) passes nothing back to its
  // input.
  torch::Tensor loss_of_gates(const torch::Tensor& images, const TwoPathSample& sample,
                              const torch::Tensor& gates) {
    FixedPartsImpl& fixed = *supernet_.named_children()["fixed"]->as<FixedPartsImpl>();
    torch::Tensor x = fixed.stem(images);
    for (std::size_t l = 0; l < 3; ++l) {
      torch::Tensor y = supernet_.space().layers[l].has_residual() ? x : torch::Tensor();
      for (int side = 0; side < 2; ++side) {
        const int choice = side == 0 ? sample.first[l] : sample.second[l];
        const Operation& operation = supernet_.space().layers[l].operations[static_cast<std::size_t>(choice)];
        if (operation.is_zero()) continue;
        const bool active = (side == 0) == sample.first_active[l];
        MbconvImpl& block = *supernet_.named_children()[fmt::format("layer{}", l)]->as<MbconvImpl>();
        const torch::Tensor output = block.forward(active ? x : x.detach(), operation);
        const torch::Tensor part =
            gates[static_cast<std::int64_t>(l)][side] * (active ? output : output.detach());
        y = y.defined() ? y + part : part;
      }
      x = y;
    }
    return loss_of(fixed.head(x));
  }

  static torch::Tensor loss_of(const torch::Tensor& logits) {
    return torch::cross_entropy_loss(logits, torch::arange(logits.size(0)).remainder(4));
  }

  static torch::Tensor gates_of(const TwoPathSample& sample) {
    torch::Tensor gates = torch::zeros({3, 2});
    for (std::int64_t l = 0; l < 3; ++l)
      gates[l][sample.first_active[static_cast<std::size_t>(l)] ? 0 : 1] = 1;
    return gates;
  }

  Supernet supernet_;
};

TEST_F(TwoPathTest, ForwardIsThatOfTheActivePath) {
  Random random(1, "test");
  const torch::Tensor images = torch::randn({6, 3, 8, 8});
  for (int i = 0; i < 8; ++i) {
    const TwoPathSample sample = supernet_.sample_two_paths(random);
    EXPECT_TRUE(torch::allclose(supernet_.forward_gated(images, sample),
                                supernet_.forward(images, sample.active()), 1e-4, 1e-5));
  }
}

// dL/dalpha_i = sum_j dL/dg_j q_j (delta_ij - q_i), with dL/dg from autograd on a network written out above.
TEST_F(TwoPathTest, AlphaGradientIsTheFormulaOfThePaper) {
  Random random(2, "test");
  const torch::Tensor images = torch::randn({6, 3, 8, 8});
  for (int trial = 0; trial < 12; ++trial) {
    const TwoPathSample sample = supernet_.sample_two_paths(random);
    torch::Tensor gates = gates_of(sample).set_requires_grad(true);
    loss_of_gates(images, sample, gates).backward();
    torch::Tensor expected = torch::zeros({3, 4});
    for (std::size_t l = 0; l < 3; ++l) {
      const auto row = static_cast<std::int64_t>(l);
      const std::array<int, 2> pair = {sample.first[l], sample.second[l]};
      const double a = std::exp(supernet_.alphas()[row][pair[0]].item<double>());
      const double b = std::exp(supernet_.alphas()[row][pair[1]].item<double>());
      const std::array<double, 2> q = {a / (a + b), b / (a + b)};
      for (std::size_t i = 0; i < 2; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < 2; ++j) {
          sum += gates.grad()[row][static_cast<std::int64_t>(j)].item<double>() * q[j] *
                 ((i == j ? 1.0 : 0.0) - q[i]);
        }
        expected[row][pair[i]] = sum;
      }
    }
    supernet_.alphas().mutable_grad() = torch::Tensor();
    loss_of(supernet_.forward_gated(images, sample)).backward();
    EXPECT_TRUE(torch::allclose(supernet_.alphas().grad(), expected, 1e-3, 1e-6))
        << supernet_.alphas().grad() << "\nexpected\n"
        << expected;
  }
}

// The last layer has no layer after it, so there the gate gradient is the plain derivative.
TEST_F(TwoPathTest, GateGradientOfTheLastLayerMatchesFiniteDifferences) {
  const TwoPathSample sample = {{0, 1, 0}, {2, 3, 1}, {true, false, true}};
  supernet_.to(torch::kFloat64);
  const torch::Tensor images = torch::randn({6, 3, 8, 8}, torch::kFloat64);
  constexpr double kStep = 1e-5;
  std::array<double, 2> slope{};
  for (std::int64_t side = 0; side < 2; ++side) {
    torch::NoGradGuard no_gradient;
    torch::Tensor up = gates_of(sample).to(torch::kFloat64), down = up.clone();
    up[2][side] += kStep;
    down[2][side] -= kStep;
    slope[static_cast<std::size_t>(side)] =
        (loss_of_gates(images, sample, up) - loss_of_gates(images, sample, down)).item<double>() /
        (2 * kStep);
  }
  const double q = 1 / (1 + std::exp(0.9));  // the probability of the first: the alphas are -0.2 and 0.7
  loss_of(supernet_.forward_gated(images, sample)).backward();
  const double expected = (slope[0] - slope[1]) * q * (1 - q);
  EXPECT_NEAR(supernet_.alphas().grad()[2][0].item<double>(), expected, 1e-4 * std::abs(expected));
  EXPECT_NEAR(supernet_.alphas().grad()[2][1].item<double>(), -expected, 1e-4 * std::abs(expected));
}

TEST_F(TwoPathTest, AnArchitectureStepLeavesWeightsWithoutGradients) {
  Random random(3, "test");
  loss_of(supernet_.forward_gated(torch::randn({6, 3, 8, 8}), supernet_.sample_two_paths(random))).backward();
  for (const torch::Tensor& weight : supernet_.weights()) {
    EXPECT_FALSE(weight.grad().defined());
    EXPECT_TRUE(weight.requires_grad());  // and they can be trained afterwards
  }
}

// P(i then j) = p_i p_j / (1 - p_i); then i is the active one with probability p_i / (p_i + p_j).
TEST_F(TwoPathTest, PairsAreDrawnWithoutReplacement) {
  Random random(4, "test");
  constexpr int kDraws = 30000;
  std::map<std::array<int, 3>, double> shares;
  for (int i = 0; i < kDraws; ++i) {
    const TwoPathSample sample = supernet_.sample_two_paths(random);
    shares[{sample.first[1], sample.second[1], sample.first_active[1] ? 1 : 0}] += 1.0 / kDraws;
    EXPECT_NE(sample.first[0], sample.second[0]);
    EXPECT_LT(sample.second[0], 3);
  }
  const torch::Tensor p = supernet_.probabilities()[1];
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) {
      const double a = p[i].item<double>(), b = p[j].item<double>();
      const double pair = i == j ? 0 : a * b / (1 - a);
      EXPECT_NEAR((shares[{i, j, 1}]), pair * a / (a + b), 0.012) << i << " " << j;
      EXPECT_NEAR((shares[{i, j, 0}]), pair * b / (a + b), 0.012) << i << " " << j;
    }
  }
}

TEST_F(TwoPathTest, RescalingKeepsUnsampledProbabilities) {
  const TwoPathSample sample = {{0, 1, 0}, {2, 3, 1}, {true, false, true}};
  const torch::Tensor before = supernet_.alphas().detach().clone();
  const torch::Tensor old_p = supernet_.probabilities().detach().clone();
  {
    torch::NoGradGuard no_gradient;
    for (std::int64_t l = 0; l < 3; ++l) {
      supernet_.alphas()[l][sample.first[static_cast<std::size_t>(l)]] += 0.3;
      supernet_.alphas()[l][sample.second[static_cast<std::size_t>(l)]] -= 0.1;
    }
  }
  supernet_.keep_unsampled_probabilities(sample, before);
  const torch::Tensor p = supernet_.probabilities().detach();
  EXPECT_NEAR(p[0][1].item<float>(), old_p[0][1].item<float>(), 1e-6);
  EXPECT_NEAR(p[1][0].item<float>(), old_p[1][0].item<float>(), 1e-6);
  EXPECT_NEAR(p[1][2].item<float>(), old_p[1][2].item<float>(), 1e-6);
  EXPECT_GT(p[0][0].item<float>(), old_p[0][0].item<float>());
  EXPECT_LT(p[0][2].item<float>(), old_p[0][2].item<float>());
  // A layer of two operations has no un-sampled one, so that its softmax is as the step left it: alphas 0.1
  // and 0.6.
  EXPECT_NEAR(p[2][0].item<double>(), 1 / (1 + std::exp(0.5)), 1e-6);
}

}  // namespace
}  // namespace dance::test
