// Network search spaces: a fixed stem and head, and between them searchable layers, each of which chooses one
// candidate operation. The spaces shipped are in configs/network/*.yaml.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dance/engine/workload/network.h"

namespace dance {

// A candidate operation: an inverted residual block (Sandler et al., "MobileNetV2", CVPR 2018) of a kernel
// size and an expansion, or Zero, which skips the layer.
struct Operation {
  int kernel = 0;     // 0 for Zero
  int expansion = 0;  // 0 for Zero
  bool is_zero() const { return kernel == 0; }
  std::string name() const;  // "mbconv_k3_e6", "zero"
  bool operator==(const Operation&) const = default;
};

struct SearchableLayer {
  std::string name;  // "stage2.0"
  std::int64_t in_channels = 0, out_channels = 0;
  std::int64_t in_height = 0, in_width = 0;
  int stride = 1;
  std::vector<Operation> operations;  // Zero, where allowed, is the last
  // Whether the block adds its input to its output: it has stride 1 and equal channels. Only such a layer may
  // be skipped.
  bool has_residual() const { return stride == 1 && in_channels == out_channels; }
  std::int64_t out_height() const { return (in_height + stride - 1) / stride; }
  std::int64_t out_width() const { return (in_width + stride - 1) / stride; }
};

// The fixed part before the searchable layers: a convolution, then, where `first_block_channels` is above 0,
// a depthwise-separable block (as in MobileNetV2).
struct Stem {
  std::int64_t channels = 0;
  int kernel = 3, stride = 1, padding = 1;
  std::int64_t first_block_channels = 0;
};

// The fixed part after the searchable layers: a 1x1 convolution to `channels` (0: none), global average
// pooling, a classifier.
struct Head {
  std::int64_t channels = 0;
};

class NetworkSpace {
 public:
  // Throws Error with all faults.
  static NetworkSpace load(const std::filesystem::path& file);
  static NetworkSpace parse(const std::string& text, const std::string& file_name);

  std::string name;
  std::string file;
  std::int64_t input_channels = 3, input_height = 0, input_width = 0;
  std::int64_t classes = 0;
  Stem stem;
  Head head;
  std::vector<SearchableLayer> layers;

  std::int64_t stem_height() const { return stem_size(input_height); }
  std::int64_t stem_width() const { return stem_size(input_width); }
  std::int64_t stem_size(std::int64_t size) const {
    return (size + 2 * stem.padding - stem.kernel) / stem.stride + 1;
  }
  std::int64_t max_operations() const;  // most operations of any layer: the width of the probability matrix
};

// One operation index per searchable layer.
using Architecture = std::vector<int>;

// The cost model's layers of one searchable layer under one operation (none for Zero): expansion, depthwise
// and projection, which also reads the residual.
std::vector<NetworkLayer> lower(const SearchableLayer& layer, const Operation& operation);
// The parts that every network of the space has; `fixed_layers` is stem, head and classifier.
std::vector<NetworkLayer> stem_layers(const NetworkSpace& space);
std::vector<NetworkLayer> head_layers(const NetworkSpace& space);
std::vector<NetworkLayer> fixed_layers(const NetworkSpace& space);
// The whole network in execution order. Throws Error when the architecture does not fit the space.
Network lower(const NetworkSpace& space, const Architecture& architecture);

// The architecture that takes the named operation in every layer, or the layer's first operation where it
// lacks that one. Throws Error where no layer has it.
Architecture uniform_architecture(const NetworkSpace& space, const std::string& operation);
// The name of each layer's operation.
std::vector<std::string> operation_names(const NetworkSpace& space, const Architecture& architecture);
// The architecture with these operations, one name per layer. Throws Error naming the first that does not
// fit.
Architecture parse_architecture(const NetworkSpace& space, const std::vector<std::string>& operations);

}  // namespace dance
