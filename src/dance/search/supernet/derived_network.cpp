#include "dance/search/supernet/derived_network.h"

#include <fmt/format.h>

#include "dance/core/error.h"

namespace dance {

DerivedNetwork::DerivedNetwork(const NetworkSpace& space, const Architecture& architecture,
                               std::uint64_t seed)
    : architecture_(architecture) {
  if (architecture.size() != space.layers.size()) {
    throw Error({"", 0, "architecture", "wrong number of layers", fmt::format("{}", space.layers.size()),
                 fmt::format("{}", architecture.size())});
  }
  fixed_ = register_module("fixed", FixedParts(space));
  for (std::size_t l = 0; l < space.layers.size(); ++l) {
    const SearchableLayer& layer = space.layers[l];
    const int choice = architecture[l];
    if (choice < 0 || choice >= static_cast<int>(layer.operations.size())) {
      throw Error({"", 0, layer.name, "no such operation", fmt::format("0..{}", layer.operations.size() - 1),
                   fmt::format("{}", choice)});
    }
    const Operation& operation = operations_.emplace_back(layer.operations[static_cast<std::size_t>(choice)]);
    blocks_.emplace_back(*this, fmt::format("layer{}", l), layer, std::vector{operation});
    residual_.push_back(layer.has_residual());
  }
  initialise_weights(*this, seed);
}

torch::Tensor DerivedNetwork::forward(const torch::Tensor& images) {
  torch::Tensor x = fixed_->stem(images);
  for (std::size_t l = 0; l < blocks_.size(); ++l) {
    if (operations_[l].is_zero()) continue;
    const torch::Tensor y = blocks_[l].forward(x, operations_[l]);
    x = residual_[l] ? x + y : y;
  }
  return fixed_->head(x);
}

}  // namespace dance
