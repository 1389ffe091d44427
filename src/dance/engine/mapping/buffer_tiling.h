// The third choice of a walk over a map space: how what the array leaves of each dimension is split between
// the buffer and DRAM.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "dance/engine/mapping/array_tiling.h"
#include "dance/engine/mapping/map_problem.h"

namespace dance {

struct BufferTiling {
  const ArrayTiling& array;
  Bounds buffer = kUnitBounds, dram = kUnitBounds;  // factors
  Bounds extent = kUnitBounds;                      // of the buffer's loops and all inside
  TensorTiles tile{};                               // that the buffer holds, weights included
};

class BufferTilings {
 public:
  using Visit = std::function<void(const BufferTiling&)>;
  // A factor of P and one of Q, by their product.
  using PixelPairs = std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>>;

  explicit BufferTilings(const MapProblem& problem) : problem_(problem) {}

  // Visits every split whose tiles the largest buffer holds, of two mirror images only one. Where only the
  // product of the factors of P and Q matters (MapProblem::plain_pixels), it visits one split for each
  // product.
  void for_each(const ArrayTiling& array, const Visit& visit);

 private:
  class Walk;
  const PixelPairs& pixel_pairs(std::int64_t outside_p, std::int64_t outside_q);

  const MapProblem& problem_;
  std::map<std::pair<std::int64_t, std::int64_t>, PixelPairs> pairs_;  // found so far
};

}  // namespace dance
