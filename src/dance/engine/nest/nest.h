// Reuse analysis of an arbitrary loop nest over a storage hierarchy, in exact closed form
// (docs/cost_model.md, "Counting").
//
// Every instance of a level holds, for each tensor it keeps, exactly the current tile. When loop i outside it
// advances, all loops inside loop i reset, so the tile moves by a known vector, prod(outer bounds) *
// (bound_i - 1) times; the fill is the tile's words less those that it has again when moved by that vector. A
// bypassed level passes words through. How instances share what a level reads for them is the level's
// `multicast`; spatially split sums are reduced on the way up. A returning partial sum is read once and fills
// every instance of its reduction group.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dance/engine/hardware/dataflow.h"
#include "dance/engine/nest/pass_counts.h"
#include "dance/engine/workload/layer.h"

namespace dance {

struct Loop {
  Dim dim = Dim::N;
  std::int64_t bound = 1;
};

struct NestLevel {
  std::string name;
  std::array<bool, kTensors> keeps = {true, true, true};
  std::vector<Loop> temporal;              // outermost first
  std::vector<Loop> spatial_x, spatial_y;  // the fan-out between this level and the next inner one
  Multicast multicast = Multicast::Tiles;
};

// Outermost level first; below the last one are the MACs. A dimension's bound is the product of its loops'
// bounds, so a padded nest is an ordinary one.
struct Nest {
  int stride_w = 1, stride_h = 1;
  int dilation_w = 1, dilation_h = 1;
  std::vector<NestLevel> levels;  // the first keeps every tensor
  InputWords input_words = InputWords::Touched;
  // Whose tiles make the passes of the array, where they are counted.
  std::optional<Tensor> stationary = std::nullopt;

  Bounds bounds() const;
};

// Words of one tensor at one level, per instance except where said.
struct TensorCounts {
  bool kept = false;
  std::int64_t tile_words = 0;
  std::int64_t instances = 0;  // used
  std::int64_t reads = 0;      // by the level (or MACs) below; of outputs, partial sums that go down again
  std::int64_t fills = 0;      // written from above
  std::int64_t updates = 0;    // written from below
};

struct NestCounts {
  std::int64_t compute_cycles = 1;  // product of all temporal bounds
  std::int64_t macs_used = 1;       // product of all spatial bounds
  std::vector<std::array<TensorCounts, kTensors>> levels;
  PassCounts array;  // where the nest says which tensor is stationary
};

// Throws Error when the nest has no level, the first level bypasses a tensor, a bound, stride or dilation is
// not positive, or a count does not fit into 64 bits.
NestCounts counts_of(const Nest& nest);

}  // namespace dance
