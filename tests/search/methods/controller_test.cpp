#include "dance/search/methods/controller.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dance::test {
namespace {

TEST(Controller, StartsUniformAndSamplesWhatItSays) {
  const Controller controller({4, 1, 2});
  Random random(1, "controller");
  std::vector<int> first(4, 0), last(2, 0);
  for (int i = 0; i < 8000; ++i) {
    const std::vector<int> choice = controller.sample(random);
    ASSERT_EQ(choice.size(), 3U);
    ++first[static_cast<std::size_t>(choice[0])];
    EXPECT_EQ(choice[1], 0);
    ++last[static_cast<std::size_t>(choice[2])];
  }
  for (const int count : first) EXPECT_NEAR(count, 2000, 5 * std::sqrt(2000.0));
  for (const int count : last) EXPECT_NEAR(count, 4000, 5 * std::sqrt(4000.0));
}

// By hand, the first reward has no advantage. Then Adam's first moving step has the sign of the gradient.
TEST(Controller, FirstStepsByHand) {
  Controller controller({2}, {.learning_rate = 0.1, .baseline_decay = 0.5});
  controller.reward({0}, 3);
  EXPECT_DOUBLE_EQ(controller.probabilities(0)[0], 0.5);
  controller.reward({0}, 5);  // the advantage is 2, and the gradients of the second step are 1 and -1
  const double first = 0.1 / (1 - 0.81), second = 0.001 / (1 - 0.999 * 0.999);
  const double step = 0.1 * first / (std::sqrt(second) + 1e-8);
  EXPECT_NEAR(controller.probabilities(0)[0], 1 / (1 + std::exp(-2 * step)), 1e-12);
}

TEST(Controller, LearnsTheDecisionsThatPay) {
  Controller controller({5, 3, 7});
  Random random(2, "controller");
  for (int i = 0; i < 1500; ++i) {
    const std::vector<int> choice = controller.sample(random);
    controller.reward(choice, (choice[0] == 3) + (choice[1] == 0) - 0.2 * choice[2]);
  }
  EXPECT_GT(controller.probabilities(0)[3], 0.9);
  EXPECT_GT(controller.probabilities(1)[0], 0.9);
  EXPECT_GT(controller.probabilities(2)[0], 0.8);
}

}  // namespace
}  // namespace dance::test
