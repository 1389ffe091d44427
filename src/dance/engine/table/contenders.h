// The accelerators of a table that can be the best one of a network, one-hot or soft; of all others it is
// proven that they cannot.
// A metric of a network is a sum of the table's rows with factors >= 0, the same for every accelerator. So
// where each of b's entries of latency is at least alpha times that of a, L_b >= alpha L_a whatever the
// network; of energy, beta alike; and their areas have a ratio gamma. Then
//   product of powers:  cost_b >= alpha^latency_power beta^energy_power gamma^area_power cost_a;
//   weighted:           the cost is itself such a sum, of the rows' weighted costs: their least ratio is the
//                       factor.
// Where that factor is above 1, a beats b for every network (costs are above 0: every network has fixed
// layers). Under a limit on latency (energy) a must keep it wherever b does, too: alpha >= 1 (beta >= 1).
// Equal accelerators all stay, for their order to decide. Of the 138,720 accelerators of `edge`, for EDAP and
// network space `small`, some 900 are left.
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

// Of the accelerators that can run every network and are within the limit on the area, all whose cost can be
// at most `within` (>= 1) times the least one for some network. None where there are none.
Contenders contenders(const CostTable& table, const CostFunction& cost, const Limits& limits = {},
                      double within = 1);

}  // namespace dance
