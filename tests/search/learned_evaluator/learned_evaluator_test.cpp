// The learned evaluator on a tiny space: it learns, it is cached whole, and it refuses what is not its own.
#include "dance/search/learned_evaluator/learned_evaluator.h"

#include <gmock/gmock.h>

#include <limits>

#include "core/recorded_progress.h"
#include "core/temporary_folder.h"
#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/search/evaluator/cost_tensor.h"
#include "dance/search/learned_evaluator/evaluator_check.h"
#include "dance/search/learned_evaluator/sampling.h"
#include "search/evaluator/enumeration.h"
#include "search/evaluator/synthetic_table.h"

namespace dance::test {
namespace {

class LearnedEvaluatorTest : public testing::Test {
 protected:
  LearnedEvaluatorTest() : space_(test::make_space({})), rows_(test::structured_entries(3, 3, space_)) {
    table_ = CostTable::from_entries(rows_, "tiny");
    cost_.reference = test::expected_metrics(rows_, torch::full({3, 3}, 1.0 / 3, torch::kDouble), 0);
    options_.learned.generation_size = options_.learned.estimation_size = {24, 1};
    options_.learned.labels = 64;
    options_.learned.batch = 32;
    options_.learned.generation_steps = options_.learned.refinement_steps =
        options_.learned.estimation_steps = 4;
  }
  std::unique_ptr<LearnedEvaluator> trained() {
    return LearnedEvaluator::train(table_, space_, cost_, options_, 1, progress_);
  }
  std::unique_ptr<LearnedEvaluator> cached() {
    return LearnedEvaluator::load_or_train(table_, space_, cost_, options_, 1, {progress_, folder_.path()});
  }
  std::unique_ptr<LearnedEvaluator> loaded(const std::filesystem::path& file, std::uint64_t seed = 1) {
    return LearnedEvaluator::load(file, table_, space_, cost_, options_, seed);
  }

  test::TemporaryFolder folder_;
  HardwareSpace space_;  // 24 accelerators
  CostTable::Entries rows_;
  CostTable table_;
  CostFunction cost_;
  EvaluatorOptions options_;
  test::RecordedProgress progress_;
  torch::Tensor p_ = test::random_probabilities(3, 3, 4);
};

TEST_F(LearnedEvaluatorTest, LearnsATinySpace) {
  options_.learned.generation_size = options_.learned.estimation_size = {48, 1};
  options_.learned.labels = 1024;
  options_.learned.batch = 64;
  options_.learned.generation_steps = options_.learned.refinement_steps = 300;
  options_.learned.estimation_steps = 800;
  options_.learned.generation_rate = options_.learned.estimation_rate = 3e-3;
  const auto evaluator = trained();
  const TableLabels labels(table_, cost_, allowed_accelerators(table_, std::nullopt));
  const EvaluatorCheck check = check_evaluator(*evaluator, labels, 500, 9, progress_);
  for (const EvaluatorScore& score : {check.one_hot, check.soft}) {
    EXPECT_EQ(score.networks, 500);
    EXPECT_LT(score.regret.mean, 0.005);
    EXPECT_LE(score.regret.mean, score.regret.worst);
    ASSERT_TRUE(score.anywhere);
    for (const MetricScores& scores : {score.metrics, *score.anywhere}) {
      for (const MetricScore& metric : {scores.latency, scores.energy, scores.area}) {
        EXPECT_LT(metric.error.mean, 0.03);
        EXPECT_GT(*metric.kendall_tau, 0.9);
      }
    }
    for (const EvaluatorScore::Head& head : score.heads) EXPECT_GT(head.accuracy, 0.85) << head.name;
  }
}

TEST_F(LearnedEvaluatorTest, SameSeedSameEvaluator) {
  const LearnedPrediction a = trained()->predict(p_.unsqueeze(0)), b = trained()->predict(p_.unsqueeze(0));
  EXPECT_TRUE(torch::equal(a.metrics, b.metrics));
  options_.learned.seed = 7;
  EXPECT_FALSE(torch::equal(a.metrics, trained()->predict(p_.unsqueeze(0)).metrics));
}

TEST_F(LearnedEvaluatorTest, CachedOnce) {
  const auto first = cached();
  const int phases = progress_.phases;
  EXPECT_GT(phases, 0);
  const auto second = cached();
  EXPECT_EQ(progress_.phases, phases);  // nothing was trained again
  EXPECT_TRUE(torch::equal(first->evaluate(p_).cost, second->evaluate(p_).cost));
  EXPECT_TRUE(progress_.warnings.empty());
}

TEST_F(LearnedEvaluatorTest, RefusesAnotherKey) {
  const std::filesystem::path file = folder_ / "evaluator.bin";
  trained()->save(file);
  EXPECT_NO_THROW(loaded(file));
  const CostFunction cost = cost_;
  cost_ = weighted_cost(1, 1, 1, cost_.reference);
  EXPECT_THAT([&] { loaded(file); }, testing::ThrowsMessage<Error>(testing::HasSubstr("belongs to another")));
  cost_ = cost;
  options_.table_limits.max_area_mm2 = 1e3;
  EXPECT_THAT([&] { loaded(file); }, testing::ThrowsMessage<Error>(testing::HasSubstr("belongs to another")));
  options_.table_limits.max_area_mm2.reset();
  table_ = CostTable::from_entries(rows_, "another table");
  EXPECT_THAT([&] { loaded(file); }, testing::ThrowsMessage<Error>(testing::HasSubstr("belongs to another")));
}

TEST_F(LearnedEvaluatorTest, DamagedCacheIsTrainedAgain) {
  const auto first = cached();
  const std::filesystem::path file = LearnedEvaluator::cached_file(folder_.path(), first->key());
  std::string bytes = read_file(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x10);
  write_file_atomic(file, bytes);
  EXPECT_THROW(loaded(file), Error);
  const auto again = cached();
  ASSERT_EQ(progress_.warnings.size(), 1u);
  EXPECT_THAT(progress_.warnings.front(), testing::HasSubstr("the evaluator is made again"));
  EXPECT_TRUE(torch::equal(first->evaluate(p_).cost, again->evaluate(p_).cost));
  EXPECT_NO_THROW(loaded(file));
}

TEST_F(LearnedEvaluatorTest, GradientWithFixedNoise) {
  for (const bool forwarding : {true, false}) {
    options_.learned.feature_forwarding = forwarding;
    const std::filesystem::path file = folder_ / "evaluator.bin";
    trained()->save(file);
    const auto cost_at = [&](const torch::Tensor& p) {  // a fresh evaluator draws the same noise first
      const auto evaluator = loaded(file);
      evaluator->to(torch::kDouble);
      return evaluator->evaluate(p).cost;
    };
    const torch::Tensor p = p_.clone().requires_grad_();
    const torch::Tensor gradient = torch::autograd::grad({cost_at(p)}, {p})[0];
    const torch::Tensor expected =
        test::numerical_gradient(p, [&](const torch::Tensor& x) { return cost_at(x).item<double>(); });
    EXPECT_TRUE(torch::allclose(gradient, expected, 1e-6, 1e-8)) << gradient << expected;
  }
}

TEST_F(LearnedEvaluatorTest, PicksTheCandidateOfLeastEstimatedCost) {
  options_.learned.candidates = 1000;  // all 24 accelerators
  const auto evaluator = trained();
  const torch::Tensor networks = ArchitectureSampler({3, 3, 3}, 2, "test").mixed(20);
  const LearnedPrediction picked = evaluator->predict(networks);
  torch::Tensor least = torch::full({20}, std::numeric_limits<float>::max());
  torch::Tensor best = torch::empty({20}, torch::kLong);
  for (std::int64_t a = 0; a < space_.size(); ++a) {
    const torch::Tensor m = evaluator->estimate(networks, torch::full({20}, a, torch::kLong));
    const torch::Tensor costs = cost_of(cost_, m.select(1, 0), m.select(1, 1), m.select(1, 2));
    best.masked_fill_(costs < least, a);
    least = torch::min(least, costs);
  }
  EXPECT_TRUE(torch::equal(picked.accelerators, best)) << picked.accelerators << best;
  const torch::Tensor& m = picked.metrics;
  EXPECT_TRUE(torch::allclose(cost_of(cost_, m.select(1, 0), m.select(1, 1), m.select(1, 2)), least));
}

TEST_F(LearnedEvaluatorTest, WithoutFeatureForwardingEstimatesTheOptimum) {
  const std::string key = trained()->key();
  options_.learned.feature_forwarding = false;
  options_.learned.estimation_size = {48, 1};
  options_.learned.labels = 1024;
  options_.learned.estimation_steps = 500;
  const auto evaluator = trained();
  EXPECT_NE(evaluator->key(), key);
  const TableLabels labels(table_, cost_, allowed_accelerators(table_, std::nullopt));
  const EvaluatorScore score = check_evaluator(*evaluator, labels, 500, 9, progress_).one_hot;
  EXPECT_LT(score.metrics.latency.error.mean, 0.1);
  EXPECT_LT(score.metrics.energy.error.mean, 0.1);
  EXPECT_GT(*score.metrics.latency.kendall_tau, 0.8);
  EXPECT_FALSE(score.anywhere);  // it reads no accelerator
}

TEST_F(LearnedEvaluatorTest, IsFrozenAndItsNoiseFollowsTheSeed) {
  const std::filesystem::path file = folder_ / "evaluator.bin";
  trained()->save(file);
  const torch::Tensor a = loaded(file, 1)->evaluate(p_).cost, b = loaded(file, 2)->evaluate(p_).cost;
  EXPECT_FALSE(a.requires_grad());  // only the probabilities could be trained here
  EXPECT_FALSE(torch::equal(a, b));
}

TEST_F(LearnedEvaluatorTest, TemperatureFollowsTheSearch) {
  const auto evaluator = trained();
  EXPECT_DOUBLE_EQ(evaluator->temperature(), options_.learned.gumbel_start);
  evaluator->set_progress(1);
  EXPECT_DOUBLE_EQ(evaluator->temperature(), options_.learned.gumbel_end);
}

TEST_F(LearnedEvaluatorTest, PicksOnlyWhatIsAllowed) {
  rows_.feasible.assign(rows_.area_mm2.size(), 0);
  rows_.feasible[5] = rows_.feasible[17] = 1;
  table_ = CostTable::from_entries(rows_, "masked");
  const auto evaluator = trained();
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    EXPECT_THAT(evaluator->evaluate(test::random_probabilities(3, 3, seed)).accelerator,
                testing::AnyOf(5, 17));
}

}  // namespace
}  // namespace dance::test
