// The exact best accelerator of a network of a table: a sum of table rows and a minimum, in one pass over the
// table.
#pragma once

#include <cstdint>
#include <vector>

#include "dance/engine/table/explore.h"

namespace dance {

// Index -1: no accelerator can run the network within the limits.
using BestAccelerator = RankedAccelerator;

// The first that `explore` would list: least cost in float64, then least index. `architecture` has one
// operation per position of the table.
BestAccelerator best_accelerator(const CostTable& table, const std::vector<int>& architecture,
                                 const CostFunction& cost, const Limits& limits = {});

// The same for many networks, which share the rows in the processor's cache. On `threads` threads (0: all
// cores); the result does not depend on their number.
std::vector<BestAccelerator> best_accelerators(const CostTable& table,
                                               const std::vector<std::vector<int>>& architectures,
                                               const CostFunction& cost, const Limits& limits = {},
                                               int threads = 0);

}  // namespace dance
