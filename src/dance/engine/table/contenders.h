// The accelerators of a table that can be the best one of a network; of all others it is proven that they
// cannot. A network may be soft, as in a search: a mixture of operations at each position, weighted with
// probabilities. One-hot networks have one operation each.
//
// Where accelerator b costs more than a for every network (cost_bound.h), a beats b. Costs are above 0, since
// every network has fixed layers. Under a limit on latency, a must be at most as slow as b for every network,
// too, so that it keeps the limit wherever b does; under a limit on energy alike. Accelerators that are equal
// all stay, for their order to decide. Of the 138,720 accelerators of `edge`, for EDAP and network space
// `small`, some 900 are left.
#pragma once

#include <cstdint>
#include <vector>

#include "dance/engine/cost/limits.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/table/cost_table.h"

namespace dance {

struct Contenders {
  CostTable table;                         // of these accelerators alone
  std::vector<std::int64_t> accelerators;  // their indices in the whole table, ascending
};

// Of the accelerators that can run every network and are within the limit on the area, those whose cost for
// some network can be at most `within` (>= 1) times the least one.
Contenders contenders(const CostTable& table, const CostFunction& cost, const Limits& limits = {},
                      double within = 1);

}  // namespace dance
