// What both trainings share: Adam with a cosine rate, gradient clipping, and the check for NaN.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <string>

#include "dance/core/progress.h"

namespace dance {

struct TrainingRun {
  std::string phase;  // shown by the progress
  std::int64_t steps = 0;
  double learning_rate = 0;  // after a short warm-up; falls to 0 by a cosine
};

// `loss` gives a step's loss as a 0-dimensional tensor. Throws Error (a failure of the run) when it is not
// finite at one of the steps that the progress shows, every 50th and the last.
void minimise(torch::nn::Module& network, const TrainingRun& run, const std::function<torch::Tensor()>& loss,
              Progress& progress);

}  // namespace dance
