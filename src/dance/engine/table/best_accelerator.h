// The exact best accelerator for a network: sums of table rows and their minimum, in one pass over the table.
#pragma once

#include <cstdint>
#include <vector>

#include "dance/engine/table/explore.h"

namespace dance {

// Index -1: no accelerator can run the network within the limits.
using BestAccelerator = RankedAccelerator;

// The accelerator that `explore` lists first: that of least cost in float64, and of those of least cost the
// one of least index. `architecture` has one operation per position of the table.
BestAccelerator best_accelerator(const CostTable& table, const std::vector<int>& architecture,
                                 const CostFunction& cost, const Limits& limits = {});

// The same for many networks, which is quicker than one by one since they share rows in the processor's
// cache. It runs on `threads` threads (0: all cores); the result does not depend on their number.
std::vector<BestAccelerator> best_accelerators(const CostTable& table,
                                               const std::vector<std::vector<int>>& architectures,
                                               const CostFunction& cost, const Limits& limits = {},
                                               int threads = 0);

}  // namespace dance
