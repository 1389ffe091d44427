// What a search is about: the two spaces, the table of true costs, the cost function and the hard limits.
#pragma once

#include "dance/engine/cost/limits.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/table/cost_table.h"
#include "dance/search/space/network_space.h"

namespace dance {

// The table is float32, the model of a design's true cost is float64. A design that the table has within a
// limit lowered by this fraction is within the limit itself on the model.
inline constexpr double kTableMargin = 1e-6;

// Everything that it refers to must outlive its users.
struct Problem {
  const NetworkSpace& network;
  const HardwareSpace& hardware;
  const CostTable& table;
  const CostFunction& cost;
  Limits limits;  // of the design, on the true model
  // The limits that the table's figures are compared with, tighter by kTableMargin.
  Limits table_limits() const { return limits.tightened(kTableMargin); }
};

}  // namespace dance
