// How the steps of a nest fall into passes of the array (hardware/array_pass.h). The tile of the stationary
// tensor is that of the innermost level that keeps it. A pass begins whenever a loop outside that tile that
// indexes the tensor advances, also where two such loops of inputs leave the tile in place together; so the
// loops outside, down to the innermost one that indexes the tensor, number the passes, and all loops inside
// that one are the steps of each.
#pragma once

#include <cstdint>

#include "dance/engine/workload/layer.h"

namespace dance {

class FlatNest;

struct PassCounts {
  std::int64_t passes = 0;  // 0: not counted
  // A run is the steps of the innermost loop of a pass, together with those loops of the same dimension that
  // directly enclose it; a pass has `runs` of them.
  std::int64_t runs = 1, run_steps = 1;
  std::int64_t load_words = 0;  // of each pass: all tiles that differ, below each instance that feeds them
};

// Without the words of a load. `level` is the innermost that keeps the tensor.
PassCounts count_passes(const FlatNest& nest, int level, Tensor stationary);

}  // namespace dance
