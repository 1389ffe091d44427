// What a user demands of the mappings of a layer, level by level, as Timeloop's constraints do
// (docs/timeloop.md). Nothing is demanded by default.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dance/engine/workload/layer.h"

namespace dance {

// Demands on the loops of one level, or on those of the fan-out below it. A dimension without a loop there
// has the factor 1.
struct LoopConstraint {
  Bounds exact = {}, most = {};  // of a dimension's factor; 0: any
  // The loops of these dimensions come before those of all others, in this order. The first one of a level
  // is its innermost loop. Those of a fan-out are placed on X first, then on Y.
  std::vector<Dim> permutation;

  bool allows(Dim d, std::int64_t factor) const {
    return (exact[d] == 0 || factor == exact[d]) && (most[d] == 0 || factor <= most[d]);
  }
  bool names(Dim d) const;
  bool is_free() const;  // demands nothing
};

struct FanoutConstraint : LoopConstraint {
  // How many dimensions, counted along the order with those of factor 1, lie on X; the others lie on Y.
  // Without it any number may lie on X.
  std::optional<std::size_t> split;

  // Whether the factors on both axes are those of some order. `dimensions` are all that an order has.
  bool allows_axes(const Bounds& x, const Bounds& y, std::size_t dimensions) const;
  bool is_free() const { return LoopConstraint::is_free() && !split; }
};

struct LevelConstraint {
  LoopConstraint temporal;
  FanoutConstraint fanout;  // between this level and the next inner one, or the MACs
  std::array<std::optional<bool>, kTensors> keeps;
};

struct MappingConstraints {
  std::vector<LevelConstraint> levels;  // outermost first; those left out demand nothing
  std::size_t dimensions = kDims;       // of the problem, as splits count them
  double least_utilization = 0;         // of the instances below one outermost level, as a share in 0..1

  const LevelConstraint& level(std::size_t l) const;
  bool demands_loops() const;        // anything of loops, temporal or spatial
  bool names_temporal(Dim d) const;  // at any level
};

}  // namespace dance
