// Learning rate: linear warm-up to the peak, then half a cosine down to 0 (Loshchilov and Hutter, "SGDR",
// ICLR 2017).
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace dance {

struct CosineSchedule {
  double peak = 0.1;
  std::int64_t warmup_steps = 0;
  std::int64_t total_steps = 1;
  // The rate of step 0..total_steps-1; 0 beyond. Warm-up step s has peak * (s + 1) / warmup_steps.
  double rate(std::int64_t step) const;
};

void set_learning_rate(torch::optim::Optimizer& optimiser, double rate);

}  // namespace dance
