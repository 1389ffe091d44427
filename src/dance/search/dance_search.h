// The DANCE search (Choi et al., DAC 2021, arXiv 2009.06237) on a ProxylessNAS supernet:
//   loss(w, a) = CE(w, a) + lambda1 * ||w||^2 + lambda2 * Cost_HW(evaluator(p(a)))
// Warm-up: weight steps on paths of all sizes. Search: architecture steps on held-out batches, with weights that stay or
// in turn with weight steps on paths drawn from p. Of an architecture step, the CE gradient comes through two-path gates and the hardware
// gradient through the whole softmax. Under hard limits the loss also has
//   weight * max over limits of (metric / limit - 1)
// with a weight that follows the excess (limit_weight.h).
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "dance/core/progress.h"
#include "dance/data/dataset.h"
#include "dance/evaluator/evaluator.h"
#include "dance/report/timings.h"
#include "dance/search/path_loss.h"
#include "dance/search/search_config.h"
#include "dance/search/search_log.h"
#include "dance/search/warm_start.h"
#include "dance/space/network_space.h"

namespace dance {

struct SearchResult {
  Architecture architecture;     // of the final choice
  torch::Tensor probabilities;   // [layers, operations], on the CPU, detached
  std::int64_t evaluations = 0;  // of a network's hardware cost
  double entropy = 0;            // 0 to 1
  double validation_accuracy =
      0;  // of sampled paths over the last search epoch; rivals: of the best one tried, on its best accelerator
  // Of the architecture, by the supernet on the validation split, whole batches; none where no supernet judged.
  std::optional<NetworkScore> score;
  std::shared_ptr<const Supernet> supernet;  // as the search left it
  double lambda2 = 0;                        // at the last step
  // The search step from which on the expected metrics were within the limits, to the end; none where the last
  // step was not, or nothing is limited.
  std::optional<std::int64_t> within_limits_since;
};

// The warm-up is taken from `warm_start` where that is kept, else kept there.
// Throws Error::run_failure when the loss stops being finite; Error when a split is smaller than a batch.
SearchResult run_search(const NetworkSpace& space, const DataSplits& data, Evaluator& evaluator,
                        const SearchOptions& options, std::uint64_t seed, torch::Device device,
                        Timings& timings, Progress& progress, SearchLog& log,
                        const WarmStart& warm_start = {});

}  // namespace dance
