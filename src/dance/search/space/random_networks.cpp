#include "dance/search/space/random_networks.h"

#include <algorithm>

namespace dance {

Architecture uniform_network(const NetworkSpace& space, Random& random) {
  Architecture architecture;
  for (const SearchableLayer& layer : space.layers)
    architecture.push_back(static_cast<int>(random.below(layer.operations.size())));
  return architecture;
}

Architecture varied_network(const NetworkSpace& space, Random& random) {
  const double skipped = random.uniform(), large = random.uniform();
  Architecture architecture;
  for (const SearchableLayer& layer : space.layers) {
    const bool zero = layer.operations.back().is_zero();
    const std::size_t blocks = layer.operations.size() - (zero ? 1 : 0);
    if (zero && random.uniform() < skipped) {
      architecture.push_back(static_cast<int>(blocks));
    } else {
      const std::uint64_t a = random.below(blocks), b = random.below(blocks);
      architecture.push_back(static_cast<int>(random.uniform() < large ? std::max(a, b) : std::min(a, b)));
    }
  }
  return architecture;
}

}  // namespace dance
