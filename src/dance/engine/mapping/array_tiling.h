// The second choice of a walk over a map space: the loops in the register files, which with the spatial
// factors fix what the array does by itself.
#pragma once

#include <cstddef>
#include <functional>

#include "dance/engine/mapping/map_problem.h"
#include "dance/engine/mapping/spatial_factors.h"

namespace dance {

struct ArrayTiling {
  const SpatialFactors& spatial;
  Bounds register_file = kUnitBounds;  // factors
  Bounds outside = kUnitBounds;        // what is left of each dimension for the buffer and DRAM
  Bounds extent = kUnitBounds;         // of the whole array
  TensorTiles tile{};                  // of one register file
  std::size_t rf_step = 0;             // index of the smallest register file that holds it
  bool is_own_mirror = false;          // the choices so far are alike for width and height

  // What does not depend on the choices still to be made.
  double instances = 1, passes = 1, padded_macs = 1;
  double distinct_weights = 1, distinct_inputs = 1, distinct_outputs = 1;  // tiles of all register files
  double output_tiles = 1;    // distinct output tiles that one register file sees
  ArrayTile shared_inputs{};  // where the problem goes `by_words`
};

// Visits every choice that fits the largest register file, and of two mirror images only one.
void for_each_array_tiling(const MapProblem& problem, const SpatialFactors& spatial,
                           const std::function<void(const ArrayTiling&)>& visit);

}  // namespace dance
