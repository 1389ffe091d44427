// Every way to spread a layer over the fan-outs of a hierarchy. Within one fan-out a dimension lies on one
// axis at most, and any number of dimensions may share an axis, as in Timeloop. What a choice costs depends
// on the product of each merged dimension at each fan-out alone, so that one of several choices with equal
// products is kept. Choices that the layer's constraints forbid are left out.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <vector>

#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/unconstrained/merged_layer.h"

namespace dance::unconstrained {

struct FanoutChoice {
  Bounds x = kUnitBounds, y = kUnitBounds;
  Factors merged = kUnitFactors;
};

struct SpatialChoice {
  std::vector<FanoutChoice> fanouts;  // one per level: below it
  double macs = 1;                    // used
};

struct SpatialChoices {
  std::vector<SpatialChoice> choices;  // most MACs first
  bool complete = true;                // false: a limit left some out
};

// What ends an enumeration of choices early.
struct SpatialLimits {
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  std::size_t choices = kNone;
  // Of the ways to use one fan-out, those that use the most of its instances.
  std::size_t per_fanout = kNone;
  std::function<bool()> stop = {};  // asked for each choice, where given
};

// All choices within the limits. Of two choices that differ only by exchanging width and height of a
// symmetric layer, one is kept.
SpatialChoices spatial_choices(const MergedLayer& layer, const Hierarchy& hierarchy,
                               const SpatialLimits& limits = {});
// Bytes that a choice takes while it is enumerated.
std::size_t bytes_of_choice(const Hierarchy& hierarchy);

}  // namespace dance::unconstrained
