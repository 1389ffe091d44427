#include "dance/engine/nest/segments.h"

namespace dance {

std::vector<std::int64_t> places(std::span<const AxisSpread> spreads) {
  std::size_t all = 1;
  for (const AxisSpread& spread : spreads) all *= static_cast<std::size_t>(spread.count);
  std::vector<std::int64_t> found;
  found.reserve(all);
  found.push_back(0);
  for (const AxisSpread& spread : spreads) {
    const std::size_t known = found.size();
    for (std::int64_t i = 1; i < spread.count; ++i) {
      for (std::size_t p = 0; p < known; ++p) found.push_back(found[p] + i * spread.step);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace dance
