// The costs of layers on all accelerators of a space, kept one by one, so that no layer is swept twice:
// neither for another network that has it, nor after an interruption.
#pragma once

#include <filesystem>
#include <optional>

#include "dance/engine/hardware/space.h"
#include "dance/engine/table/layer_sweep.h"
#include "dance/engine/workload/network.h"

namespace dance {

class SweptLayerCache {
 public:
  SweptLayerCache(const std::filesystem::path& cache, const HardwareSpace& space);

  // Nothing where the layer is not kept. Throws Error where its file cannot be used.
  std::optional<SweptLayer> load(const NetworkLayer& layer) const;
  // Throws Error where it cannot be written. Several threads may save different layers at a time.
  void save(const NetworkLayer& layer, const SweptLayer& swept) const;

 private:
  std::filesystem::path file_of(const NetworkLayer& layer) const;

  const std::filesystem::path folder_;
  const std::size_t accelerators_;
};

}  // namespace dance
