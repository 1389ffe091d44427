// Converts architectures and metrics from and to the tensors that evaluators take and return.
#pragma once

#include <torch/torch.h>

#include "dance/engine/cost/objective.h"
#include "dance/search/evaluator/evaluator.h"
#include "dance/search/space/network_space.h"

namespace dance {

// [layers, operations] float: each layer's row has a 1 at its operation.
torch::Tensor one_hot(const NetworkSpace& space, const Architecture& architecture);

Metrics metrics_of(const Evaluation& evaluation);

}  // namespace dance
