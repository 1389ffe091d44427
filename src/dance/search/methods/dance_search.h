// The DANCE search (Choi et al., DAC 2021, arXiv 2009.06237) on a ProxylessNAS supernet:
//   loss(w, a) = CE(w, a) + lambda1 * ||w||^2 + lambda2 * Cost_HW(evaluator(p(a)))
// Warm-up: weight steps on paths of all sizes. Search: architecture steps on held-out batches, with weights
// that stay or in turn with weight steps on paths drawn from p. Of an architecture step, the CE gradient
// comes through two-path gates and the hardware gradient through the whole softmax. Under hard limits the
// loss also has
//   weight * max over limits of (metric / limit - 1)
// with a weight that follows the excess (limit_weight.h).
#pragma once

#include <torch/torch.h>

#include <cstdint>

#include "dance/core/progress.h"
#include "dance/report/timings.h"
#include "dance/search/data/dataset.h"
#include "dance/search/evaluator/evaluator.h"
#include "dance/search/methods/options.h"
#include "dance/search/methods/search_log.h"
#include "dance/search/methods/search_result.h"
#include "dance/search/methods/warm_start.h"
#include "dance/search/space/network_space.h"

namespace dance {

// The warm-up is taken from `warm_start` where that is kept, else kept there.
// Throws Error::run_failure when the loss stops being finite; Error when a split is smaller than a batch.
SearchResult run_search(const NetworkSpace& space, const DataSplits& data, Evaluator& evaluator,
                        const SearchOptions& options, std::uint64_t seed, torch::Device device,
                        Timings& timings, Progress& progress, SearchLog& log,
                        const WarmStart& warm_start = {});

}  // namespace dance
