// A network for the cost model: layers run one after another at batch 1, activations start and end in DRAM.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dance/workload/layer.h"

namespace dance {

struct NetworkLayer {
  Layer layer;
  // Words of another tensor that the layer adds to its output, read once more from DRAM (a residual
  // connection).
  std::int64_t residual_words = 0;
};

struct Network {
  std::string name;
  std::vector<NetworkLayer> layers;
  std::vector<std::string> not_modelled;  // layers that are listed only, such as pooling

  std::int64_t macs() const;
  std::int64_t weight_words() const;
};

// Reads a network file (docs/formats.md, "Network"). Throws Error with all faults.
Network load_network(const std::filesystem::path& file);
Network parse_network(const std::string& text, const std::string& file_name);

}  // namespace dance
