// A mapping of a layer onto an accelerator: for each loop dimension, factors at DRAM, at the global buffer,
// on the array's X and Y, and in the register file; at DRAM and at the buffer an order of the loops.
//
// The product of a dimension's factors is its padded bound: the bound, rounded up to the next multiple of the
// spatial factor (docs/cost_model.md, "Counting").
#pragma once

#include <array>
#include <string>

#include "dance/engine/workload/layer.h"

namespace dance {

struct Mapping {
  Bounds dram = kUnitBounds, buffer = kUnitBounds;
  Bounds spatial_x = kUnitBounds, spatial_y = kUnitBounds;
  Bounds register_file = kUnitBounds;  // the order of these loops changes no count
  std::array<Dim, kDims> dram_order = kAllDims, buffer_order = kAllDims;  // outermost first
  bool weights_bypass_buffer = false;

  // One line, outermost first, loops of bound 1 left out:
  // "DRAM M4 C2 | GLB P16 Q16 | X C8 | Y M12 | RF R3 S3"; a bypass reads "GLB(I,O)".
  std::string to_string() const;
  bool operator==(const Mapping&) const = default;
};

}  // namespace dance
