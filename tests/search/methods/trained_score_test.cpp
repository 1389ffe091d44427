// The score of a network that is trained to be tried.
#include "dance/search/methods/trained_score.h"

#include <gtest/gtest.h>

#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

using TrainedScore = MicroProblem;

// Sums over all images, which come in one whole batch and a short one, with the running statistics.
TEST_F(TrainedScore, IsThatOfTheTrainedNetworkOnEveryValidationImage) {
  DataSplits data = micro_data();
  data.validation = micro_split(300, "many validation images");
  const TrainingOptions options{
      .epochs = 2, .batch_size = 16, .learning_rate = 0.1, .with_validation = false, .seed = 3};
  NoProgress silent;
  const Architecture architecture = {1, 0, 2};
  DerivedNetwork tried(space_, architecture, 5), trained(space_, architecture, 5);
  const NetworkScore score = score_of_training(tried, data, options, torch::kCPU, silent);

  train_network(trained, data, options, torch::kCPU, silent);
  trained.eval();
  double ce = 0, correct = 0;
  for_each_batch(data.validation, data.normalisation, 1, torch::kCPU, [&](const Batch& batch) {
    const torch::NoGradGuard no_gradient;
    const torch::Tensor logs = torch::log_softmax(trained.forward(batch.images)[0].to(torch::kDouble), 0);
    ce -= logs[batch.labels[0].item<std::int64_t>()].item<double>();
    correct += logs.argmax().item<std::int64_t>() == batch.labels[0].item<std::int64_t>() ? 1 : 0;
  });
  EXPECT_NEAR(score.ce, ce / 300, 1e-4);
  EXPECT_DOUBLE_EQ(score.accuracy, correct / 300);
  EXPECT_GT(score.accuracy, 0.3);  // chance is 0.25

  // It goes on from the weights that the network has.
  const NetworkScore longer = score_of_training(tried, data, options, torch::kCPU, silent);
  EXPECT_NE(longer.ce, score.ce);
  DerivedNetwork anew(space_, architecture, 5);
  EXPECT_EQ(score_of_training(anew, data, options, torch::kCPU, silent).ce, score.ce);
}

}  // namespace
}  // namespace dance::test
