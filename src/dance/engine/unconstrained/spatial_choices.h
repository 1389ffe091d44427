// Every way to spread a layer over the fan-outs of a hierarchy. Within one fan-out a dimension lies on one
// axis at most, and any number of dimensions may share an axis, as in Timeloop. What a choice costs depends
// on the product of each merged dimension at each fan-out alone, so that one of several choices with equal
// products is kept. Choices that the layer's constraints forbid are left out.
#pragma once

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
  bool complete = true;                // false: more than `limit` exist
};

// All choices, or `limit` + 1 of them where there are more. Of two choices that differ only by exchanging
// width and height of a symmetric layer, one is kept.
SpatialChoices spatial_choices(const MergedLayer& layer, const Hierarchy& hierarchy, std::size_t limit);

}  // namespace dance::unconstrained
