// The DANCE search (Choi et al., DAC 2021, arXiv 2009.06237) on a ProxylessNAS supernet:
//   loss(w, a) = CE(w, a) + lambda1/2 * ||w||^2 + lambda2 * Cost_HW(evaluator(p(a)))
// The warm-up trains the weights on paths of all sizes. The search then takes steps on the architecture
// parameters, on held-out batches; the weights stay as they are, or are trained in turn with them on paths
// drawn from p. In a step on the architecture parameters the gradient of the CE comes through two-path gates,
// and that of the hardware cost through the whole softmax. Under hard limits the loss also has the term
//   weight * max over limits of (metric / limit - 1)
// with a weight that follows the excess (limit_weight.h).
#pragma once

#include "dance/search/methods/run_context.h"
#include "dance/search/methods/search_result.h"
#include "dance/search/methods/search_task.h"

namespace dance {

// Throws Error::run_failure when the loss stops being finite, and Error when a split is smaller than a batch.
SearchResult run_dance(const SearchTask& task, RunContext& context);

}  // namespace dance
