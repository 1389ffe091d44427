// What the cost of one run of a layer depends on, as a key: layers of equal keys have equal ones on every
// accelerator.
#pragma once

#include <array>
#include <cstdint>

#include "dance/engine/workload/network.h"

namespace dance {

using LayerKey = std::array<std::int64_t, kDims + 5>;

inline LayerKey layer_key(const NetworkLayer& layer) {
  LayerKey key{};
  for (Dim d : kAllDims) key[index(d)] = layer.layer.bounds[d];
  key[kDims] = layer.layer.stride_w;
  key[kDims + 1] = layer.layer.stride_h;
  key[kDims + 2] = layer.layer.dilation_w;
  key[kDims + 3] = layer.layer.dilation_h;
  key[kDims + 4] = layer.residual_words;
  return key;
}

}  // namespace dance
