// The training of the cost estimation network on a problem whose solution is known.
#include <gtest/gtest.h>

#include "dance/search/learned_evaluator/operation_costs.h"
#include "search/learned_evaluator/training_problem.h"

namespace dance::test {
namespace {

class EstimationTraining : public TrainingProblem {
 protected:
  EstimationTraining() {
    generation_->initialise(seeded_generator(2, "test"));
    options_.candidates = 4;
  }
  CostEstimation new_network(const std::vector<std::int64_t>& heads) const {
    CostEstimation network(6, heads, MlpSize{.width = 16, .blocks = 1});
    network->initialise(seeded_generator(1, "test"), labels_.mean_operation_costs());
    return network;
  }
  CostEstimation trained(std::uint64_t seed = 1) {
    CostEstimation network = new_network(encoding_.sizes());
    train_estimation(network, generation_, setting(seed));
    return network;
  }
  // The largest relative error of the nine networks' metrics on the four accelerators.
  double worst_error(CostEstimation& network) const {
    const torch::NoGradGuard no_gradient;
    const CostTable::Entries rows = entries(space_);
    double worst = 0;
    for (std::int64_t a = 0; a < 4; ++a) {
      const torch::Tensor on = torch::full({9}, a, torch::kLong);
      const torch::Tensor estimate = network(networks(), encoding_.one_hot(on));
      for (std::int64_t n = 0; n < 9; ++n) {
        const torch::Tensor truth = truth_of(rows, n, a);
        worst = std::max(worst, (estimate[n] / truth - 1).abs().max().item<double>());
      }
    }
    return worst;
  }
  // Latency, energy and area of one of the nine networks, by the table.
  static torch::Tensor truth_of(const CostTable::Entries& rows, std::int64_t network,
                                std::int64_t accelerator) {
    const auto n = static_cast<std::size_t>(network), a = static_cast<std::size_t>(accelerator);
    const auto sum = [&](const auto& table, float fixed) {
      return fixed + table[0][n / 3][a] + table[1][n % 3][a];
    };
    return torch::tensor({sum(rows.latency_ms, rows.fixed_latency_ms[a]),
                          sum(rows.energy_mj, rows.fixed_energy_mj[a]), rows.area_mm2[a]});
  }

  HardwareGeneration generation_{6, encoding_.sizes(), MlpSize{.width = 8, .blocks = 0}};
};

TEST_F(EstimationTraining, LearnsTheTable) {
  options_.estimation_steps = 400;
  CostEstimation untrained = new_network(encoding_.sizes()), network = trained();
  EXPECT_GT(worst_error(untrained), 0.3);
  EXPECT_LT(worst_error(network), 0.05);
}

// A soft accelerator stands for those that are drawn from it: between two accelerators of equal shares, the
// expected latency is about their mean.
TEST_F(EstimationTraining, LearnsSoftAccelerators) {
  options_.estimation_steps = 400;
  CostEstimation network = trained();
  const torch::NoGradGuard no_gradient;
  const CostTable::Entries rows = entries(space_);
  const torch::Tensor pair = torch::tensor({accelerator_of(0, 0), accelerator_of(1, 0)});
  const torch::Tensor between = encoding_.one_hot(pair).mean(0, true).repeat({9, 1});
  const torch::Tensor estimate = network(networks(), between);
  for (std::int64_t n = 0; n < 9; ++n) {
    const torch::Tensor mean =
        (truth_of(rows, n, accelerator_of(0, 0)) + truth_of(rows, n, accelerator_of(1, 0))) / 2;
    EXPECT_LT((estimate[n] / mean - 1).abs().max().item<double>(), 0.15) << n << estimate[n] << mean;
  }
}

TEST_F(EstimationTraining, LeavesTheGenerationNetworkAlone) {
  options_.estimation_steps = 3;
  std::vector<torch::Tensor> before;
  for (const torch::Tensor& weight : generation_->parameters()) before.push_back(weight.detach().clone());
  trained();
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_TRUE(torch::equal(generation_->parameters()[i], before[i]));
}

TEST_F(EstimationTraining, TheSeedGivesTheBits) {
  options_.estimation_steps = 3;
  const auto costs = [&](std::uint64_t seed) {
    CostEstimation network = trained(seed);
    return network->operation_costs(encoding_.one_hot(torch::arange(4, torch::kLong))).detach();
  };
  EXPECT_TRUE(torch::equal(costs(1), costs(1)));
  EXPECT_FALSE(torch::equal(costs(1), costs(2)));
}

// Without feature forwarding, it learns what each labelled network costs on the accelerator of its label.
TEST_F(EstimationTraining, OfTheOptimumLearnsTheMetricsOnTheLabels) {
  options_.estimation_steps = 400;
  const torch::Tensor labels = torch::tensor({3, 0, 0, 1, 2, 2, 1, 3, 1}, torch::kLong);
  CostEstimation network = new_network({6});
  train_estimation_of_optimum(network, {networks(), labels}, setting());
  const torch::NoGradGuard no_gradient;
  const CostTable::Entries rows = entries(space_);
  const torch::Tensor estimate = network(networks(), networks());
  for (std::int64_t n = 0; n < 9; ++n) {
    const torch::Tensor truth = truth_of(rows, n, labels[n].item<std::int64_t>());
    EXPECT_LT((estimate[n] / truth - 1).abs().max().item<double>(), 0.05) << n << estimate[n] << truth;
  }
}

}  // namespace
}  // namespace dance::test
