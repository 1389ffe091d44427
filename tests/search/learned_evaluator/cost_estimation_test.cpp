// The cost estimation network against its equation.
#include "dance/search/learned_evaluator/cost_estimation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "dance/search/learned_evaluator/operation_costs.h"

namespace dance::test {
namespace {

// Two inputs; heads of two and of three values, so that features are 2 + 3 and 6 pairs.
class CostEstimationTest : public ::testing::Test {
 protected:
  CostEstimationTest() { network_->initialise(seeded_generator(1, "test"), scales_); }
  torch::Tensor features() const { return PairwiseFeatures({2, 3})(heads_); }
  torch::Tensor mlp_of(const torch::Tensor& x) {
    return network_->named_children()["mlp"]->as<ResidualMlpImpl>()->forward(x);
  }

  const torch::Tensor scales_ = torch::tensor({3.0, 0.5, 2.0, 4.0, 0.0, 1.0, 6.0});
  const torch::Tensor heads_ =
      torch::cat({torch::softmax(torch::randn({4, 2}, seeded_generator(1, "first head")), 1),
                  torch::softmax(torch::randn({4, 3}, seeded_generator(1, "second head")), 1)},
                 1);
  CostEstimation network_{2, std::vector<std::int64_t>{2, 3}, MlpSize{.width = 8, .blocks = 1}};
};

TEST_F(CostEstimationTest, StartsAsTheScalesTimesThePerceptronsExponential) {
  const torch::Tensor expected = scales_ * mlp_of(features()).exp();
  EXPECT_TRUE(torch::allclose(network_->operation_costs(heads_), expected, 1e-6));
}

TEST_F(CostEstimationTest, FollowsItsEquation) {
  torch::Tensor linear = network_->named_parameters()["linear.weight"];
  ASSERT_EQ(linear.sizes(), (torch::IntArrayRef{7, 11}));
  linear.data().normal_(0, 0.5, seeded_generator(1, "linear"));
  const torch::Tensor x = features(), mlp = mlp_of(x), costs = network_->operation_costs(heads_);
  for (std::int64_t row = 0; row < 4; ++row) {
    for (std::int64_t entry = 0; entry < 7; ++entry) {
      double y = mlp[row][entry].item<double>();
      for (std::int64_t i = 0; i < 11; ++i) y += linear[entry][i].item<double>() * x[row][i].item<double>();
      const double expected = scales_[entry].item<double>() * std::exp(y);
      EXPECT_NEAR(costs[row][entry].item<double>(), expected, 1e-5 * (1 + expected)) << row << " " << entry;
    }
  }
  EXPECT_EQ(costs.select(1, 4).abs().sum().item<double>(), 0);  // Zero costs nothing, whatever the weights
}

TEST_F(CostEstimationTest, WeighsTheCostsWithTheArchitecture) {
  const torch::Tensor p = torch::rand({4, 2}), costs = network_->operation_costs(heads_),
                      metrics = network_(p, heads_);
  for (std::int64_t row = 0; row < 4; ++row) {
    const auto cost = [&](std::int64_t entry) { return costs[row][entry].item<double>(); };
    const double a = p[row][0].item<double>(), b = p[row][1].item<double>();
    EXPECT_NEAR(metrics[row][0].item<double>(), cost(0) + a * cost(1) + b * cost(2), 1e-4);
    EXPECT_NEAR(metrics[row][1].item<double>(), cost(3) + a * cost(4) + b * cost(5), 1e-4);
    EXPECT_NEAR(metrics[row][2].item<double>(), cost(6), 1e-6);
  }
}

TEST_F(CostEstimationTest, EstimatesArePositive) {
  network_->initialise(seeded_generator(1, "test"), torch::linspace(0.5, 2, 7));
  const torch::Tensor p = torch::rand({100, 2}), heads = 10 * torch::randn({100, 5});
  EXPECT_TRUE((network_(p, heads) > 0).all().item<bool>());
}

// The scales are no weights: they are kept, but not trained.
TEST_F(CostEstimationTest, TheScalesAreABuffer) {
  EXPECT_TRUE(torch::equal(network_->named_buffers()["scales"], scales_));
  for (const auto& item : network_->named_parameters()) EXPECT_NE(item.key(), "scales");
}

TEST(CostEstimationOfTheArchitecture, ReadsItAlone) {
  CostEstimation network(3, std::vector<std::int64_t>{3}, MlpSize{.width = 8, .blocks = 1});
  network->initialise(seeded_generator(1, "test"), torch::ones({operation_cost_entries(3)}));
  EXPECT_EQ(network->named_parameters()["linear.weight"].size(1), 3);  // no pairs
  const torch::Tensor p = torch::rand({4, 3});
  EXPECT_EQ(network(p, p).sizes(), (torch::IntArrayRef{4, 3}));
}

}  // namespace
}  // namespace dance::test
