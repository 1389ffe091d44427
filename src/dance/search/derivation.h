// From the search's probabilities to a design: the network, repaired where it breaks a limit, the accelerator
// that is exactly best for it within the limits, every layer's mapping for the network's cost, and what the
// evaluator's own judgement was worth. All from the true model.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "dance/cost/explore.h"
#include "dance/evaluator/evaluator.h"
#include "dance/report/design.h"
#include "dance/search/dance_search.h"
#include "dance/search/problem.h"
#include "dance/space/network_space.h"

namespace dance {

// One row per layer with a 1 at its operation. [layers, operations] float
torch::Tensor one_hot(const NetworkSpace& space, const Architecture& architecture);

Metrics metrics_of(const Evaluation& evaluation);

// The design without what only training knows (accuracy, parameters) and without the run's settings.
// `evaluator` is the run's; `result` is what the search with it found.
Design derive_design(const Problem& problem, Evaluator& evaluator, const SearchResult& result);

// The accelerator of least cost under the table's policy and within the limits. Where float32 cannot tell the
// first few apart (1e-5), the float64 model decides. Throws Error::run_failure when the network has no feasible accelerator.
std::int64_t best_accelerator(const Problem& problem, const Architecture& architecture);

}  // namespace dance
