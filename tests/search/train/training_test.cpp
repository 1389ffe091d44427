#include "dance/search/train/training.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "dance/core/error.h"
#include "dance/search/supernet/derived_network.h"
#include "dance/search/train/linear_classifier.h"
#include "search/supernet/tiny_space.h"

namespace dance::test {
namespace {

// Images of noise with labels that can only be learned by heart.
DataSplits noise(std::int64_t count) {
  torch::manual_seed(5);
  const auto split = [&] {
    return Dataset{torch::randint(0, 256, {count, 3, 8, 8}, torch::kUInt8),
                   torch::randint(0, 4, {count}, torch::kInt64)};
  };
  DataSplits data;
  data.train = split();
  data.validation = split();
  data.test = split();
  data.normalisation = measure_normalisation(data.train);
  return data;
}

// Gives NaN from the fourth call on.
class FailingClassifier final : public Classifier {
 public:
  FailingClassifier() { weight_ = register_parameter("weight", torch::ones(4)); }
  torch::Tensor forward(const torch::Tensor& images) override {
    const double value = ++calls_ < 4 ? 1.0 : std::numeric_limits<double>::quiet_NaN();
    return weight_ * value * torch::ones({images.size(0), 4});
  }

 private:
  torch::Tensor weight_;
  int calls_ = 0;
};

// Picks the class by the sign of the first pixel: a forward function with a known accuracy.
torch::Tensor first_pixel(const torch::Tensor& images) {
  const torch::Tensor bright = images.select(1, 0).select(1, 0).select(1, 0).gt(0).to(torch::kInt64);
  return torch::one_hot(bright, 4).to(torch::kFloat32);
}

TEST(Training, MemorisesATinySet) {
  const DataSplits data = noise(48);
  DerivedNetwork network(tiny_space(), {1, 0, 1}, 1);
  const TrainingOptions options = {
      .epochs = 40, .batch_size = 16, .label_smoothing = 0, .with_validation = false, .seed = 1};
  std::vector<EpochRecord> records;
  NoProgress progress;
  train_network(network, data, options, torch::kCPU, progress,
                [&](const EpochRecord& r) { records.push_back(r); });
  ASSERT_EQ(records.size(), 40u);
  EXPECT_GT(records.back().train_accuracy, 0.9);
  EXPECT_LT(records.back().loss, 0.5 * records.front().loss);
  EXPECT_LT(records.back().learning_rate, 0.01 * options.learning_rate);
  EXPECT_GT(evaluate_accuracy(network, data.train, data.normalisation, torch::kCPU), 0.9);
}

TEST(Training, SameSeedSameBits) {
  const DataSplits data = noise(32);
  const auto train = [&](std::uint64_t seed) {
    DerivedNetwork network(tiny_space(), {1, 0, 1}, 1);
    NoProgress progress;
    train_network(network, data, {.epochs = 2, .batch_size = 16, .seed = seed}, torch::kCPU, progress);
    return network.parameters();
  };
  const auto a = train(1), b = train(1), c = train(2);
  bool differs = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_TRUE(torch::equal(a[i], b[i])) << i;
    differs = differs || !torch::equal(a[i], c[i]);
  }
  EXPECT_TRUE(differs);
}

TEST(Training, UsesTheValidationImagesOnlyWhenAsked) {
  DataSplits data = noise(16);
  int steps = 0;
  class Counter final : public Progress {
   public:
    explicit Counter(int& total) : total_(total) {}
    void begin(const std::string&, std::int64_t total, const std::string&) override {
      total_ = static_cast<int>(total);
    }
    void advance(std::int64_t, const Figures&) override {}
    void end() override {}
    void warn(const std::string&) override {}

   private:
    int& total_;
  } progress(steps);
  LinearClassifier network(3, 8, 8, 4, 1);
  train_network(network, data, {.epochs = 3, .batch_size = 8, .with_validation = true}, torch::kCPU,
                progress);
  EXPECT_EQ(steps, 3 * 4);
  train_network(network, data, {.epochs = 3, .batch_size = 8, .with_validation = false}, torch::kCPU,
                progress);
  EXPECT_EQ(steps, 3 * 2);
}

TEST(Training, LargeGradientsAreScaledDown) {
  torch::Tensor a = torch::zeros(2), b = torch::zeros(1), off_the_path = torch::zeros(1);
  const auto clipped = [&](double max_norm) {
    a.mutable_grad() = torch::tensor({2.0F, 3.0F});
    b.mutable_grad() = torch::tensor({6.0F});  // the norm of both is 7
    clip_gradients({a, off_the_path, b}, max_norm);
    return torch::cat({a.grad(), b.grad()});
  };
  EXPECT_TRUE(torch::allclose(clipped(3.5), torch::tensor({1.0F, 1.5F, 3.0F}), 1e-4));
  EXPECT_TRUE(torch::equal(clipped(8), torch::tensor({2.0F, 3.0F, 6.0F})));
  EXPECT_TRUE(torch::equal(clipped(0), torch::tensor({2.0F, 3.0F, 6.0F})));
  EXPECT_FALSE(off_the_path.grad().defined());
}

TEST(Training, ClipsItsGradients) {
  const DataSplits data = noise(32);
  const auto moved = [&](double max_norm) {
    LinearClassifier network(3, 8, 8, 4, 1);
    const torch::Tensor before = network.parameters().front().detach().clone();
    NoProgress progress;
    train_network(network, data,
                  {.epochs = 1, .batch_size = 16, .max_gradient_norm = max_norm, .weight_decay = 0},
                  torch::kCPU, progress);
    return (network.parameters().front() - before).abs().max().item<double>();
  };
  EXPECT_LT(moved(1e-9), 1e-7);
  EXPECT_GT(moved(0), 1e-3);
}

TEST(Training, ALossThatIsNotANumberIsAFailureOfTheRunThatNamesTheStep) {
  const DataSplits data = noise(32);
  FailingClassifier network;
  NoProgress progress;
  try {
    train_network(network, data, {.epochs = 2, .batch_size = 16, .with_validation = false}, torch::kCPU,
                  progress);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), kExitRunFailure);
    EXPECT_THAT(error.what(), testing::HasSubstr("final training: the loss is nan at step 4"));
  }
}

TEST(EvaluateAccuracy, CountsEveryImageOnce) {
  const DataSplits data = noise(50);
  const Normalisation half = {.mean = {0.5f, 0.5f, 0.5f}, .deviation = {1, 1, 1}};
  int right = 0;
  for (std::int64_t i = 0; i < 50; ++i) {
    const int guess = data.test.images[i][0][0][0].item<int>() > 127 ? 1 : 0;
    right += guess == data.test.labels[i].item<int>() ? 1 : 0;
  }
  EXPECT_GT(right, 0);
  EXPECT_DOUBLE_EQ(evaluate_accuracy(first_pixel, data.test, half, torch::kCPU, 16), right / 50.0);
}

TEST(EvaluateAccuracy, LeavesTheNetworksModeAsItWas) {
  const DataSplits data = noise(8);
  DerivedNetwork network(tiny_space(), {1, 0, 1}, 1);
  network.train();
  evaluate_accuracy(network, data.test, data.normalisation, torch::kCPU);
  EXPECT_TRUE(network.is_training());
  network.eval();
  evaluate_accuracy(network, data.test, data.normalisation, torch::kCPU);
  EXPECT_FALSE(network.is_training());
}

}  // namespace
}  // namespace dance::test
