// The loop that trains both networks: its rates, its clipping, and its check of the loss.
#include "dance/search/learned_evaluator/training_run.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/faults.h"
#include "core/recorded_progress.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

struct Numbers : torch::nn::Module {
  explicit Numbers(std::int64_t count) { x = register_parameter("x", torch::zeros({count}, torch::kDouble)); }
  torch::Tensor x;
};

class Steps final : public Progress {
 public:
  void begin(const std::string& phase, std::int64_t steps, const std::string&) override {
    name = phase;
    total = steps;
  }
  void advance(std::int64_t step, const Figures&) override { shown.push_back(step); }
  void end() override { ended = true; }
  void warn(const std::string&) override {}
  std::string name;
  std::int64_t total = 0;
  std::vector<std::int64_t> shown;
  bool ended = false;
};

TEST(Minimise, FindsTheMinimumOfAQuadratic) {
  Numbers numbers(3);
  const torch::Tensor target = torch::tensor({0.5, -1.0, 0.25}, torch::kDouble);
  Steps progress;
  minimise(
      numbers, {"a phase", 400, 0.05}, [&] { return (numbers.x - target).square().sum(); }, progress);
  EXPECT_TRUE(torch::allclose(numbers.x, target, 0, 1e-3)) << numbers.x;
  EXPECT_EQ(progress.name, "a phase");
  EXPECT_EQ(progress.total, 400);
  EXPECT_EQ(progress.shown, (std::vector<std::int64_t>{1, 51, 101, 151, 201, 251, 301, 351, 400}));
  EXPECT_TRUE(progress.ended);
}

// Adam moves by exactly its rate where the gradient never changes. The rate rises over the first 3 % of the
// steps under a cosine that falls to 0.
TEST(Minimise, TheRateRisesShortlyAndFallsByACosine) {
  constexpr int kSteps = 100;
  Numbers number(1);
  std::vector<double> at;
  RecordedProgress progress;
  minimise(
      number, {"a phase", kSteps, 0.5},
      [&] {
        at.push_back(number.x.item<double>());
        return number.x.sum();
      },
      progress);
  at.push_back(number.x.item<double>());
  ASSERT_EQ(at.size(), kSteps + 1U);
  for (int step = 0; step < kSteps; ++step) {
    const double done = (step + 1) / 100.0;
    const double cosine = (1 + std::cos(std::numbers::pi * done)) / 2;
    const double rate = 0.5 * cosine * (step == 0 ? 1.0 / 3 : step == 1 ? 2.0 / 3 : 1);
    EXPECT_NEAR(at[static_cast<std::size_t>(step)] - at[static_cast<std::size_t>(step) + 1], rate, 1e-6)
        << step;
  }
}

// Adam divides by what the gradients were, so that a plain gradient of 1000 would have most of the next step
// too. Scaled down to 1, it is as large as the next one, and both steps are the rate of theirs.
TEST(Minimise, LargeGradientsAreScaledDown) {
  Numbers number(1);
  std::vector<double> at;
  RecordedProgress progress;
  minimise(
      number, {"a phase", 4, 0.5},
      [&] {
        at.push_back(number.x.item<double>());
        return number.x.sum() * (at.size() == 1 ? 1000.0 : 1.0);
      },
      progress);
  for (const std::size_t step : {0, 1}) {
    const double cosine = (1 + std::cos(std::numbers::pi * static_cast<double>(step + 1) / 4)) / 2;
    EXPECT_NEAR(at[step] - at[step + 1], 0.5 * cosine, 1e-4) << step;
  }
}

TEST(Minimise, ALossThatIsNotFiniteIsAFailureOfTheRun) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Numbers number(1);
    RecordedProgress progress;
    try {
      minimise(
          number, {"a phase", 10, 0.5}, [&] { return (number.x * bad).sum() + bad; }, progress);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), kExitRunFailure);
      EXPECT_THAT(error.what(), HasSubstr("a phase: the loss is not finite"));
    }
  }
}

TEST(Minimise, WithoutStepsNothingMoves) {
  Numbers number(1);
  RecordedProgress progress;
  minimise(
      number, {"a phase", 0, 0.5}, [&] { return number.x.sum(); }, progress);
  EXPECT_EQ(number.x.item<double>(), 0);
}

}  // namespace
}  // namespace dance::test
