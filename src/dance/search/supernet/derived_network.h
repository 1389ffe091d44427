// One architecture of a network space as a network of its own, with new weights.
#pragma once

#include <cstdint>
#include <vector>

#include "dance/search/space/network_space.h"
#include "dance/search/supernet/blocks.h"
#include "dance/search/supernet/classifier.h"

namespace dance {

class DerivedNetwork final : public Classifier {
 public:
  // Throws Error when the architecture does not fit the space.
  DerivedNetwork(const NetworkSpace& space, const Architecture& architecture, std::uint64_t seed);

  torch::Tensor forward(const torch::Tensor& images) override;
  const Architecture& architecture() const { return architecture_; }

 private:
  Architecture architecture_;
  std::vector<Operation> operations_;  // one per layer
  std::vector<bool> residual_;         // per layer
  FixedParts fixed_{nullptr};
  std::vector<LayerBlocks> blocks_;  // one per layer
};

}  // namespace dance
