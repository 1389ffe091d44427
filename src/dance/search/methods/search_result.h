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
  double entropy = 0;            // of the architecture's probabilities, 0 to 1
  // The accuracy of the paths drawn over the last search epoch. For the rivals that try networks, it is that
  // of the best network that they tried, where each is compared on its best accelerator.
  double validation_accuracy = 0;
  // How the supernet judges the architecture on the whole batches of the validation split; none where no
  // supernet judged.
  std::optional<NetworkScore> score;
  std::shared_ptr<const Supernet> supernet;  // as the search left it
  double lambda2 = 0;                        // at the last step
  // The search step since which the expected metrics stayed within the limits; none where they were not
  // within them at the last step, or where nothing is limited.
  std::optional<std::int64_t> within_limits_since;
};

}  // namespace dance
