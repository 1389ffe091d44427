// What a search method found, before a design is derived from it.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "dance/core/network_score.h"
#include "dance/search/space/network_space.h"
#include "dance/search/supernet/supernet.h"

namespace dance {

struct SearchResult {
  Architecture architecture;     // of the final choice
  torch::Tensor probabilities;   // [layers, operations], on the CPU, detached
  std::int64_t evaluations = 0;  // of a network's hardware cost
  double entropy = 0;            // 0 to 1
  // Of sampled paths over the last search epoch; rivals: of the best one tried, on its best accelerator.
  double validation_accuracy = 0;
  // Of the architecture, by the supernet on the validation split, whole batches; none where no supernet
  // judged.
  std::optional<NetworkScore> score;
  std::shared_ptr<const Supernet> supernet;  // as the search left it
  double lambda2 = 0;                        // at the last step
  // The search step from which on the expected metrics were within the limits, to the end; none where the
  // last step was not, or nothing is limited.
  std::optional<std::int64_t> within_limits_since;
};

}  // namespace dance
