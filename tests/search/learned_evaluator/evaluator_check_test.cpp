// The scores of a learned evaluator against plain loops over the same networks. It is hardly trained, so that
// there is something to score.
#include "dance/search/learned_evaluator/evaluator_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/recorded_progress.h"
#include "dance/core/rank_correlation.h"
#include "dance/search/evaluator/cost_tensor.h"
#include "dance/search/learned_evaluator/sampling.h"
#include "search/evaluator/enumeration.h"
#include "search/evaluator/synthetic_table.h"

namespace dance::test {
namespace {

constexpr std::int64_t kNetworks = 1010;  // a whole batch and a part of one

class EvaluatorCheckTest : public ::testing::Test {
 protected:
  EvaluatorCheckTest() {
    rows_ = structured_entries(3, 3, space_);
    table_ = CostTable::from_entries(rows_, "tiny");
    cost_.reference = expected_metrics(rows_, torch::full({3, 3}, 1.0 / 3, torch::kDouble), 0);
    options_.learned.generation_size = options_.learned.estimation_size = {8, 1};
    options_.learned.labels = options_.learned.batch = 32;
    options_.learned.generation_steps = options_.learned.refinement_steps =
        options_.learned.estimation_steps = 3;
    options_.learned.candidates = 3;
  }
  std::unique_ptr<LearnedEvaluator> trained() {
    return LearnedEvaluator::train(table_, space_, cost_, options_, 1, progress_);
  }
  EvaluatorCheck check(LearnedEvaluator& evaluator) {
    const TableLabels labels(table_, cost_, allowed_accelerators(table_, std::nullopt));
    return check_evaluator(evaluator, labels, kNetworks, 9, progress_);
  }
  // The networks that the check draws.
  static torch::Tensor networks(bool one_hot) {
    ArchitectureSampler sampler({3, 3, 3}, 9, one_hot ? "evaluator check one-hot" : "evaluator check soft");
    std::vector<torch::Tensor> all;
    for (const std::int64_t batch : {1000, 10})
      all.push_back(one_hot ? sampler.one_hot(batch) : sampler.soft(batch));
    return torch::cat(all);
  }
  // By the definition of the table's sums. Accelerators are compared in float64.
  Enumerated enumerated(const torch::Tensor& network) const {
    const torch::Tensor wide = network.to(torch::kDouble).contiguous();
    const auto p = wide.accessor<double, 2>();
    Enumerated all;
    for (std::size_t a = 0; a < rows_.area_mm2.size(); ++a) {
      Metrics sum{rows_.fixed_latency_ms[a], rows_.fixed_energy_mj[a], rows_.area_mm2[a]};
      for (std::size_t l = 0; l < 3; ++l) {
        for (std::size_t o = 0; o < 3; ++o) {
          const double share = p[static_cast<std::int64_t>(l)][static_cast<std::int64_t>(o)];
          sum.latency_ms += share * rows_.latency_ms[l][o][a];
          sum.energy_mj += share * rows_.energy_mj[l][o][a];
        }
      }
      all.metrics.push_back(sum);
      all.costs.push_back(cost_(sum));
      if (all.best < 0 || all.costs[a] < all.costs[static_cast<std::size_t>(all.best)])
        all.best = static_cast<std::int64_t>(a);
    }
    return all;
  }

  HardwareSpace space_ = make_space({});  // 24 accelerators
  CostTable::Entries rows_;
  CostTable table_;
  CostFunction cost_;
  EvaluatorOptions options_;
  RecordedProgress progress_;
};

struct Sums {
  std::vector<double> regrets, errors, estimates, truths;
  std::vector<double> right_heads = std::vector<double>(6, 0.0);
  double optimal = 0, second = 0;
};

void expect_spread(const Spread& spread, std::vector<double> values, double tolerance) {
  std::sort(values.begin(), values.end());
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  EXPECT_NEAR(spread.mean, mean, tolerance);
  EXPECT_NEAR(spread.worst, values.back(), tolerance);
  // 1 % of 1010 networks are 10.1, so that 10 are above it.
  EXPECT_NEAR(spread.p99, values[values.size() - 11], tolerance);
}

TEST_F(EvaluatorCheckTest, ScoresAreThoseOfPlainLoops) {
  const auto evaluator = trained();
  const EvaluatorCheck scores = check(*evaluator);
  const AcceleratorEncoding& encoding = evaluator->encoding();
  for (const bool one_hot : {true, false}) {
    const EvaluatorScore& score = one_hot ? scores.one_hot : scores.soft;
    const torch::Tensor all_networks = networks(one_hot);
    const LearnedPrediction picked = evaluator->predict(all_networks);
    Sums sums;
    for (std::int64_t n = 0; n < kNetworks; ++n) {
      const Enumerated all = enumerated(all_networks[n]);
      const double least = all.costs[static_cast<std::size_t>(all.best)];
      const std::int64_t pick = picked.accelerators[n].item<std::int64_t>();
      const double regret = all.costs[static_cast<std::size_t>(pick)] / least - 1;
      sums.regrets.push_back(regret);
      sums.optimal += regret <= 1e-6 ? 1 : 0;
      const double truth = all.metrics[static_cast<std::size_t>(pick)].energy_mj;
      sums.estimates.push_back(picked.metrics[n][1].item<double>());
      sums.truths.push_back(truth);
      sums.errors.push_back(std::abs(sums.estimates.back() / truth - 1));
      double second = std::numeric_limits<double>::infinity();
      for (std::size_t a = 0; a < all.costs.size(); ++a)
        if (static_cast<std::int64_t>(a) != all.best) second = std::min(second, all.costs[a]);
      sums.second += second / least - 1 <= 1e-2 ? 1 : 0;
      for (std::int64_t h = 0; h < 6; ++h) {
        torch::Tensor values = encoding.values()[all.best].clone();
        values[h] = encoding.values()[pick][h];
        const std::int64_t swapped = encoding.accelerators_of(values).item<std::int64_t>();
        const bool is_right =
            regret <= 1e-6 || all.costs[static_cast<std::size_t>(swapped)] <= least * (1 + 1e-6);
        sums.right_heads[static_cast<std::size_t>(h)] += is_right ? 1 : 0;
      }
    }
    EXPECT_EQ(score.networks, kNetworks);
    expect_spread(score.regret, sums.regrets, 1e-5);
    EXPECT_GT(score.regret.worst, 0.01);
    expect_spread(score.metrics.energy.error, sums.errors, 1e-4);
    EXPECT_NEAR(*score.metrics.energy.kendall_tau, *kendall_tau(sums.estimates, sums.truths), 1e-3);
    // Costs are compared in float32, so that a few networks may be counted otherwise.
    EXPECT_NEAR(score.optimal_share, sums.optimal / kNetworks, 0.005);
    EXPECT_GT(score.optimal_share, 0);
    EXPECT_LT(score.optimal_share, 1);
    EXPECT_NEAR(score.second_within_1e_2, sums.second / kNetworks, 0.005);
    EXPECT_LE(score.second_within_1e_4, score.second_within_1e_3);
    EXPECT_LE(score.second_within_1e_3, score.second_within_1e_2);
    ASSERT_EQ(score.heads.size(), 6U);
    for (std::size_t h = 0; h < 6; ++h) {
      EXPECT_EQ(score.heads[h].name, encoding.names()[h]);
      EXPECT_NEAR(score.heads[h].accuracy, sums.right_heads[h] / kNetworks, 0.005) << score.heads[h].name;
    }
    EXPECT_TRUE(score.anywhere);
  }
}

// It reads no accelerator, so that its metrics are meant for the optimal one.
TEST_F(EvaluatorCheckTest, WithoutFeatureForwardingMetricsAreOnTheOptimum) {
  options_.learned.feature_forwarding = false;
  const auto evaluator = trained();
  const EvaluatorScore score = check(*evaluator).one_hot;
  EXPECT_FALSE(score.anywhere);
  const torch::Tensor all_networks = networks(true);
  const torch::Tensor estimates = evaluator->predict(all_networks).metrics;
  std::vector<double> errors;
  for (std::int64_t n = 0; n < kNetworks; ++n) {
    const Enumerated all = enumerated(all_networks[n]);
    const double truth = all.metrics[static_cast<std::size_t>(all.best)].latency_ms;
    errors.push_back(std::abs(estimates[n][0].item<double>() / truth - 1));
  }
  expect_spread(score.metrics.latency.error, errors, 1e-4);
}

TEST_F(EvaluatorCheckTest, TheSeedGivesTheScores) {
  const auto evaluator = trained();
  const EvaluatorCheck a = check(*evaluator), b = check(*evaluator);
  EXPECT_EQ(a.soft.regret.mean, b.soft.regret.mean);
  EXPECT_EQ(a.soft.anywhere->area.error.mean, b.soft.anywhere->area.error.mean);
  EXPECT_NE(a.soft.regret.mean, a.one_hot.regret.mean);
}

}  // namespace
}  // namespace dance::test
