#include "dance/search/final_choice.h"

namespace dance {

NetworkLoss FinalChoice::loss_of(const Architecture& network) {
  const auto found = losses_.find(network);
  return found != losses_.end() ? found->second : losses_.emplace(network, judge_(network)).first->second;
}

void FinalChoice::consider(const Architecture& network) {
  if (!best_ || loss_of(network) < loss_of(*best_)) best_ = network;
}

void FinalChoice::exchange(const NetworkSpace& space, std::int64_t sweeps) {
  for (std::int64_t sweep = 0; sweep < sweeps; ++sweep) {
    const Architecture before = best();
    for (std::size_t layer = 0; layer < space.layers.size(); ++layer) {
      Architecture changed = best();
      for (std::size_t operation = 0; operation < space.layers[layer].operations.size(); ++operation) {
        changed[layer] = static_cast<int>(operation);
        consider(changed);
      }
    }
    if (best() == before) return;
  }
}

}  // namespace dance
