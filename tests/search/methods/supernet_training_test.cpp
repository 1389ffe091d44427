// The training of the supernet's weights: single steps by hand, the rates, and a warm-up that was kept.
#include "dance/search/methods/supernet_training.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/faults.h"
#include "core/recorded_progress.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

class SupernetTrainingTest : public MicroProblem {
 protected:
  SupernetTrainingTest() { options_ = load_search_config(config_file_, {}).search; }

  SupernetTraining training(std::uint64_t seed = 1) const {
    return {space_, data_, options_, seed, torch::kCPU};
  }
  static std::vector<torch::Tensor> copies(const Supernet& supernet) {
    std::vector<torch::Tensor> weights;
    for (const torch::Tensor& weight : supernet.weights()) weights.push_back(weight.detach().clone());
    return weights;
  }
  static double distance(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]).abs().sum().item<double>();
    return sum;
  }

  DataSplits data_ = micro_data();  // 256 training images, 16 in a batch
  SearchOptions options_;
  RecordedProgress progress_;
  SearchLog no_log_;
};

// Nesterov's first step is w - rate (1 + momentum) (g + lambda1 w), with the gradient g scaled down to the
// norm that is allowed. Weights off the path have no gradient, and neither decay nor move.
TEST_F(SupernetTrainingTest, AStepIsThatOfStochasticGradientDescent) {
  options_.lambda1 = 0.01;
  options_.weights.max_gradient_norm = 0.1;
  SupernetTraining trained = training(4);
  const std::vector<torch::Tensor> before = copies(*trained.supernet());
  trained.search_step(0);

  Supernet same(space_, 4);
  Random paths(4, "search weight paths");
  BatchIterator batches(data_.train, data_.normalisation, data_.augmentation, 16, 4, "search train");
  const Batch batch = batches.next();
  torch::cross_entropy_loss(same.forward(batch.images, same.sample_path(paths)), batch.labels).backward();
  double square = 0;
  for (const torch::Tensor& weight : same.weights())
    if (weight.grad().defined()) square += weight.grad().to(torch::kDouble).square().sum().item<double>();
  ASSERT_GT(square, 0.1 * 0.1);
  LogRow row;
  trained.fill(row);
  const double rate = row.learning_rate, shrink = 0.1 / std::sqrt(square);
  EXPECT_GT(rate, 0);
  std::size_t still = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const torch::Tensor now = trained.supernet()->weights()[i], gradient = same.weights()[i].grad();
    if (!gradient.defined()) {
      EXPECT_TRUE(torch::equal(now, before[i])) << i;
      ++still;
      continue;
    }
    const torch::Tensor expected =
        before[i] - rate * (1 + options_.weights.momentum) * (shrink * gradient + 0.01 * before[i]);
    EXPECT_TRUE(torch::allclose(now, expected, 1e-4, 1e-6)) << i;
  }
  EXPECT_LT(still, before.size());
}

// Zero is as good as certain there, so that the block has no part in any step. Its momentum is from before.
TEST_F(SupernetTrainingTest, BlocksOffThePathStayWhatMomentumTheyHave) {
  options_.lambda1 = 0.1;
  SupernetTraining trained = training();
  trained.warm_up({}, progress_, no_log_);
  const Supernet& supernet = *trained.supernet();
  supernet.alphas().data()[1][4] = 60;
  std::vector<torch::Tensor> before;
  for (const auto& item : supernet.named_parameters())
    if (item.key().starts_with("layer1.")) before.push_back(item.value().detach().clone());
  ASSERT_FALSE(before.empty());
  const std::vector<torch::Tensor> all = copies(supernet);
  for (int step = 0; step < 3; ++step) trained.search_step(step);
  std::size_t at = 0;
  for (const auto& item : supernet.named_parameters()) {
    if (!item.key().starts_with("layer1.")) continue;
    EXPECT_TRUE(torch::equal(item.value(), before[at++])) << item.key();
  }
  EXPECT_GT(distance(copies(supernet), all), 0);
}

TEST_F(SupernetTrainingTest, ClipsItsGradients) {
  options_.lambda1 = 0;
  const auto moved = [&](double max_norm) {
    options_.weights.max_gradient_norm = max_norm;
    SupernetTraining trained = training();
    const std::vector<torch::Tensor> before = copies(*trained.supernet());
    trained.warm_up({}, progress_, no_log_);
    return distance(copies(*trained.supernet()), before);
  };
  EXPECT_LT(moved(1e-9), 1e-3);
  EXPECT_GT(moved(0), 1);
}

TEST_F(SupernetTrainingTest, TheRateRisesForATenthOfTheSteps) {
  options_.train_weights = false;
  const std::int64_t epochs = options_.warmup_epochs = 25;  // 16 steps each
  const std::vector<LogRow> rows = training().train_on_all_sizes("warm-up", epochs, progress_, no_log_);
  ASSERT_EQ(rows.size(), 20U);
  const double peak = options_.weights.learning_rate;
  EXPECT_NEAR(rows[0].learning_rate, peak / 2, 1e-12);  // step 20
  EXPECT_NEAR(rows[1].learning_rate, peak, 1e-12);      // step 40
  EXPECT_LT(rows.back().learning_rate, 1e-4 * peak);
  for (std::size_t i = 2; i < rows.size(); ++i) EXPECT_LT(rows[i].learning_rate, rows[i - 1].learning_rate);
}

// Where the search trains the weights too, the cosine of the rate spans its epochs as well.
TEST_F(SupernetTrainingTest, TheRateFallsOverTheSearchThatTrainsTheWeights) {
  options_.warmup_epochs = options_.search_epochs = 4;  // 64 steps each
  const auto rate_after_the_warm_up = [&](bool train_weights) {
    options_.train_weights = train_weights;
    return training().train_on_all_sizes("warm-up", 4, progress_, no_log_).back().learning_rate;
  };
  EXPECT_LT(rate_after_the_warm_up(false), 0.02 * options_.weights.learning_rate);
  EXPECT_GT(rate_after_the_warm_up(true), 0.4 * options_.weights.learning_rate);
}

// The rows of the log, the random streams of batches and paths, and momentum: all as if there had been no
// break.
TEST_F(SupernetTrainingTest, AKeptWarmUpIsAsGoodAsOnesOwn) {
  const WarmStart kept{folder_ / "cache/supernet.bin", "key"};
  const auto run = [&](const WarmStart& start, const std::string& log_name) {
    SearchLog log(folder_ / log_name);
    SupernetTraining trained = training();
    trained.warm_up(start, progress_, log);
    for (int step = 0; step < 4; ++step) trained.search_step(step);
    LogRow row;
    row.phase = "search";
    trained.fill(row);
    log.write(row);
    return copies(*trained.supernet());
  };
  const std::vector<torch::Tensor> own = run({}, "own.csv");
  EXPECT_FALSE(std::filesystem::exists(kept.file));
  const std::vector<torch::Tensor> keeps = run(kept, "keeps.csv"), reuses = run(kept, "reuses.csv");
  EXPECT_TRUE(progress_.warnings.empty());
  EXPECT_EQ(distance(own, keeps), 0);
  EXPECT_EQ(distance(own, reuses), 0);
  EXPECT_EQ(read_file(folder_ / "own.csv"), read_file(folder_ / "reuses.csv"));
  EXPECT_EQ(read_file(folder_ / "own.csv"), read_file(folder_ / "keeps.csv"));

  write_file_atomic(kept.file, "something else");
  EXPECT_EQ(distance(own, run(kept, "again.csv")), 0);
  ASSERT_EQ(progress_.warnings.size(), 1U);
  EXPECT_THAT(progress_.warnings[0], HasSubstr("the warm-up is made again"));
}

TEST_F(SupernetTrainingTest, ARowHoldsWhatHappenedSinceTheRowBefore) {
  SupernetTraining trained = training();
  trained.search_step(0);
  LogRow first, none, second;
  trained.fill(first);
  EXPECT_NEAR(first.ce, std::log(4.0), 0.2);  // four classes, and a classifier that starts near 0
  EXPECT_GE(first.accuracy, 0);
  EXPECT_DOUBLE_EQ(first.accuracy * 16, std::round(first.accuracy * 16));
  trained.fill(none);
  EXPECT_TRUE(std::isnan(none.ce) && std::isnan(none.accuracy) && std::isnan(none.learning_rate));
  trained.search_step(1);
  trained.fill(second);
  EXPECT_GT(second.learning_rate, first.learning_rate);  // it is rising
}

TEST_F(SupernetTrainingTest, ALossThatIsNotANumberNamesPhaseAndStep) {
  SupernetTraining trained = training();
  trained.supernet()->weights().back().data().fill_(std::nan(""));
  EXPECT_THAT(message_of([&] { trained.search_step(6); }), HasSubstr("search: the loss is nan at step 7"));
}

TEST_F(SupernetTrainingTest, RefusesImagesThatDoNotFillABatch) {
  options_.weights.batch_size = 257;
  EXPECT_THROW(training(), Error);
}

}  // namespace
}  // namespace dance::test
