// What the supernet says of its paths, against cross-entropies and shares that are summed up anew.
#include "dance/search/methods/path_loss.h"

#include <gtest/gtest.h>

#include <map>

#include "dance/search/space/random_networks.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

class PathLossTest : public MicroProblem {
 protected:
  PathLossTest() : supernet_(space_, 1) { randomise(1); }

  // Weights under which paths differ clearly.
  void randomise(std::uint64_t seed) {
    torch::manual_seed(seed);
    for (torch::Tensor& weight : supernet_.weights()) weight.data().normal_(0, 0.3);
  }

  // The score of a path on the validation images from..from + count, as one batch.
  NetworkScore score_of(const Architecture& path, std::int64_t from, std::int64_t count) {
    const torch::NoGradGuard no_gradient;
    torch::Tensor images = data_.validation.images.slice(0, from, from + count).to(torch::kFloat) / 255;
    for (std::int64_t channel = 0; channel < 3; ++channel) {
      const auto at = static_cast<std::size_t>(channel);
      images.select(1, channel).sub_(data_.normalisation.mean[at]).div_(data_.normalisation.deviation[at]);
    }
    const torch::Tensor labels = data_.validation.labels.slice(0, from, from + count);
    const torch::Tensor logits = supernet_.forward(images, path);
    double ce = 0, correct = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t label = labels[i].item<std::int64_t>();
      ce -= torch::log_softmax(logits[i].to(torch::kDouble), 0)[label].item<double>();
      correct += logits[i].argmax().item<std::int64_t>() == label ? 1 : 0;
    }
    return {ce / static_cast<double>(count), correct / static_cast<double>(count)};
  }

  DataSplits data_ = micro_data();  // 128 validation images
  Supernet supernet_;
  const Architecture path_ = {0, 4, 1};
};

TEST_F(PathLossTest, IsThatOfEachBatch) {
  const PathLoss loss(supernet_, data_, 16, torch::kCPU);
  ASSERT_EQ(loss.batches(), 8);
  for (const std::int64_t batch : {0, 3, 7}) {
    const NetworkScore score = loss.on(path_, batch), expected = score_of(path_, 16 * batch, 16);
    EXPECT_NEAR(score.ce, expected.ce, 1e-4) << batch;
    EXPECT_DOUBLE_EQ(score.accuracy, expected.accuracy) << batch;
    EXPECT_EQ(loss.on(path_, batch).ce, score.ce);  // it is the same every time
  }
  EXPECT_GT(std::abs(loss.on(path_, 0).ce - loss.on({1, 0, 0}, 0).ce), 1e-3);
}

TEST_F(PathLossTest, OfTheFirstBatchesIsTheirMean) {
  const PathLoss loss(supernet_, data_, 16, torch::kCPU);
  const auto mean_of = [&](std::int64_t count) {
    NetworkScore mean{0, 0};
    for (std::int64_t batch = 0; batch < count; ++batch) {
      const NetworkScore score = score_of(path_, 16 * batch, 16);
      mean.ce += score.ce / static_cast<double>(count);
      mean.accuracy += score.accuracy / static_cast<double>(count);
    }
    return mean;
  };
  for (const std::int64_t count : {1, 3, 8}) {
    EXPECT_NEAR(loss.of_first(count, path_).ce, mean_of(count).ce, 1e-4) << count;
    EXPECT_NEAR(loss.of_first(count, path_).accuracy, mean_of(count).accuracy, 1e-12) << count;
  }
  EXPECT_EQ(loss.of_first(100, path_).ce, loss.of_first(8, path_).ce);  // there are no more
  EXPECT_EQ(loss(path_).ce, loss.of_first(8, path_).ce);
}

// Batch norm uses the statistics of each batch, so that a batch of another size would be judged otherwise.
TEST_F(PathLossTest, LeavesOutABatchThatIsNotWhole) {
  const PathLoss loss(supernet_, data_, 48, torch::kCPU);
  EXPECT_EQ(loss.batches(), 2);  // and 32 images
  EXPECT_NEAR(loss(path_).ce, (score_of(path_, 0, 48).ce + score_of(path_, 48, 48).ce) / 2, 1e-4);
}

TEST_F(PathLossTest, TrainsNothing) {
  const PathLoss loss(supernet_, data_, 16, torch::kCPU);
  std::vector<torch::Tensor> before;
  for (const torch::Tensor& weight : supernet_.weights()) before.push_back(weight.detach().clone());
  loss(path_);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_TRUE(torch::equal(supernet_.weights()[i], before[i]));
    EXPECT_FALSE(supernet_.weights()[i].grad().defined());
  }
}

// The trials have used the first batches.
TEST_F(PathLossTest, TheFinalChoiceIsByTheLastBatches) {
  int different = 0;
  for (const std::int64_t count : {1, 3, 100}) {  // 100: all there are
    for (const std::uint64_t seed : {1, 2, 3}) {
      randomise(seed);
      const PathLoss loss(supernet_, data_, 16, torch::kCPU);
      const std::int64_t batches = std::min<std::int64_t>(count, 8);
      Random random(seed, "networks");
      FinalChoice choice =
          final_choice([](const Architecture&) { return FinalChoice::Hardware{}; }, loss, count);
      std::map<double, Architecture> by_first, by_last;
      for (int i = 0; i < 12; ++i) {
        const Architecture network = uniform_network(space_, random);
        choice.consider(network);
        double first = 0, last = 0;
        for (std::int64_t batch = 0; batch < batches; ++batch) {
          first += loss.on(network, batch).ce;
          last += loss.on(network, 7 - batch).ce;
        }
        by_first[first] = by_last[last] = network;
      }
      EXPECT_EQ(choice.best(), by_last.begin()->second) << count << " " << seed;
      different += by_first.begin()->second != by_last.begin()->second ? 1 : 0;
    }
  }
  EXPECT_GT(different, 0);
}

}  // namespace
}  // namespace dance::test
