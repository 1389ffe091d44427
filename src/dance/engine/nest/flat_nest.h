// A loop nest flattened, outermost loop first, and where each loop moves each tensor: what the reuse analysis
// of nest.cpp reads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dance/core/error.h"
#include "dance/engine/nest/nest.h"
#include "dance/engine/nest/window.h"

namespace dance {

// Products and sums that do not wrap around: both throw Error where the result does not fit into 64 bits.
[[noreturn, gnu::cold]] inline void refuse_overflow() {
  throw Error({"", 0, "nest", "a count does not fit into 64 bits", "smaller loop bounds", ""});
}
inline std::int64_t times(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_mul_overflow(a, b, &out)) [[unlikely]]
    refuse_overflow();
  return out;
}
inline std::int64_t plus(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_add_overflow(a, b, &out)) [[unlikely]]
    refuse_overflow();
  return out;
}

inline constexpr int kTensorAxes = 5;  // every tensor has five: see layer.h
using Box = std::array<std::int64_t, kTensorAxes>;

inline std::int64_t volume(const Box& tile) {
  std::int64_t product = 1;
  for (const std::int64_t length : tile) product = times(product, length);
  return product;
}

// The words that an instance holds of a tensor, axis by axis.
struct Tile {
  Box words{};
  bool gaps = false;  // some axis of the inputs has words in between that are not held
  std::array<Window, kTensorAxes> windows{};  // of each axis, where there are gaps
};

inline std::int64_t volume(const Tile& tile) { return volume(tile.words); }

// One step of the loop moves `step` iterations of its dimension.
struct FlatLoop {
  Dim dim;
  std::int64_t bound;
  std::int64_t step;
  std::int64_t outside;  // product of the temporal bounds outside it
  bool spatial;
};

// Where a dimension moves a tensor: along one axis by `words` per iteration; nowhere when words is 0.
struct Projection {
  int axis = 0;
  std::int64_t words = 0;
  bool alone = true;  // no other dimension moves along the axis, so that two tiles never overlap in part
};
using Projections = DimMap<Projection>;

class FlatNest {
 public:
  // `nest` must outlive it. Throws Error where a product of bounds does not fit into 64 bits.
  explicit FlatNest(const Nest& nest);

  int depth() const { return static_cast<int>(levels_.size()) - 1; }  // number of levels, without the MACs
  const std::vector<FlatLoop>& loops() const { return loops_; }       // of bounds above 1
  // The first loop of a level, or the number of loops for the MACs: what lies before it is outside the level.
  std::size_t first_loop(int level) const { return place(level).first_loop; }
  std::int64_t instances(int level) const { return place(level).instances; }
  std::int64_t temporal_product() const { return temporal_; }
  std::int64_t spatial_product() const { return spatial_; }

  Projections projections_of(Tensor tensor) const;
  // The tile that an instance of `level` holds: the span of all loops at that level and inside.
  Tile tile_at(int level, const Projections& projections) const;

 private:
  struct LevelPlace {
    std::size_t first_loop = 0;  // of the level's own
    std::int64_t instances = 1;
    Bounds span = kUnitBounds;  // iterations of each dimension at the level and inside
  };
  const LevelPlace& place(int level) const { return levels_[static_cast<std::size_t>(level)]; }
  void begin(int level);
  void append(const std::vector<Loop>& loops, bool spatial);
  void find_spans();
  // Inputs: the extents of width and height are replaced by the words that the windows touch.
  static void leave_out_gaps(const Bounds& span, const Projections& projections, Tile& tile);

  const Nest& nest_;
  std::vector<FlatLoop> loops_;
  std::vector<LevelPlace> levels_;  // last: the MACs
  std::int64_t temporal_ = 1, spatial_ = 1;
};

}  // namespace dance
