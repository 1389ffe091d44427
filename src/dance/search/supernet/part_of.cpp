#include "dance/search/supernet/part_of.h"

namespace dance {

torch::Tensor part_of(const torch::Tensor& weight, at::IntArrayRef sizes) {
  torch::Tensor part = weight;
  for (std::int64_t dimension = 0; dimension < weight.dim(); ++dimension) {
    const std::int64_t size = sizes[static_cast<std::size_t>(dimension)],
                       rest = weight.size(dimension) - size;
    // A view of the whole weight would still cost a step of the backward pass.
    if (rest > 0) part = part.narrow(dimension, dimension < 2 ? 0 : rest / 2, size);
  }
  return part;
}

}  // namespace dance
