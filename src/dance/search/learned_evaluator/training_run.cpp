#include "dance/search/learned_evaluator/training_run.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dance/core/error.h"

namespace dance {

namespace {
constexpr double kWarmUpShare = 0.03;
constexpr double kLargestGradient = 1.0;
constexpr std::int64_t kReportEvery = 50;

double rate_at(const TrainingRun& run, std::int64_t step) {
  const double done = (static_cast<double>(step) + 1) / static_cast<double>(run.steps);
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * done));
  return run.learning_rate * std::min(1.0, done / kWarmUpShare) * cosine;
}
}  // namespace

void minimise(torch::nn::Module& network, const TrainingRun& run, const std::function<torch::Tensor()>& loss,
              Progress& progress) {
  progress.begin(run.phase, run.steps, "steps");
  torch::optim::Adam optimizer(network.parameters(), torch::optim::AdamOptions(run.learning_rate));
  for (std::int64_t step = 0; step < run.steps; ++step) {
    static_cast<torch::optim::AdamOptions&>(optimizer.param_groups()[0].options()).lr(rate_at(run, step));
    optimizer.zero_grad();
    const torch::Tensor value = loss();
    value.backward();
    torch::nn::utils::clip_grad_norm_(network.parameters(), kLargestGradient);
    optimizer.step();
    if (step % kReportEvery == 0 || step + 1 == run.steps) {
      const double shown = value.item<double>();
      if (!std::isfinite(shown))
        throw Error::run_failure(run.phase + ": the loss is not finite; a lower learning_rate may help");
      progress.advance(step + 1, {{"loss", shown}});
    }
  }
  progress.end();
}

}  // namespace dance
