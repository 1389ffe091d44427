#include "dance/search/train/schedule.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

TEST(CosineSchedule, HasTheValuesWorkedOutByHand) {
  const CosineSchedule schedule = {.peak = 0.4, .warmup_steps = 4, .total_steps = 12};
  EXPECT_DOUBLE_EQ(schedule.rate(0), 0.1);
  EXPECT_DOUBLE_EQ(schedule.rate(1), 0.2);
  EXPECT_DOUBLE_EQ(schedule.rate(3), 0.4);
  EXPECT_DOUBLE_EQ(schedule.rate(4), 0.4);
  EXPECT_NEAR(schedule.rate(6), 0.2 * (1 + 0.70710678), 1e-8);  // a quarter of the way: cos(45 degrees)
  EXPECT_NEAR(schedule.rate(8), 0.2, 1e-12);
  EXPECT_NEAR(schedule.rate(10), 0.2 * (1 - 0.70710678), 1e-8);
  EXPECT_EQ(schedule.rate(12), 0);
  EXPECT_EQ(schedule.rate(100), 0);
}

TEST(CosineSchedule, MayHaveNoWarmUp) {
  const CosineSchedule schedule = {.peak = 0.4, .warmup_steps = 0, .total_steps = 2};
  EXPECT_DOUBLE_EQ(schedule.rate(0), 0.4);
  EXPECT_NEAR(schedule.rate(1), 0.2, 1e-12);
}

TEST(CosineSchedule, ReachesEveryGroupOfTheOptimiser) {
  const torch::Tensor a = torch::zeros(1, torch::requires_grad()),
                      b = torch::zeros(1, torch::requires_grad());
  std::vector<torch::optim::OptimizerParamGroup> groups = {{{a}}, {{b}}};
  torch::optim::SGD optimiser(groups, torch::optim::SGDOptions(1.0));
  set_learning_rate(optimiser, 0.25);
  (3 * a + 5 * b).backward();
  optimiser.step();
  EXPECT_FLOAT_EQ(a.item<float>(), -0.75f);
  EXPECT_FLOAT_EQ(b.item<float>(), -1.25f);
}

}  // namespace
}  // namespace dance::test
