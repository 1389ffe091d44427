// Between architectures and what evaluators take and return.
#pragma once

#include <torch/torch.h>

#include "dance/engine/cost/objective.h"
#include "dance/search/evaluator/evaluator.h"
#include "dance/search/space/network_space.h"

namespace dance {

// One row per layer with a 1 at its operation. [layers, operations] float
torch::Tensor one_hot(const NetworkSpace& space, const Architecture& architecture);

Metrics metrics_of(const Evaluation& evaluation);

}  // namespace dance
