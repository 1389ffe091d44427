// A lower bound on the ratio of one accelerator's cost to another's, whatever the network.
//
// A metric of a network, one-hot or soft (contenders.h), is a sum of the table's rows with factors >= 0 that
// are the same for every accelerator. So where each of b's entries of latency is at least alpha times that of
// a, L_b >= alpha L_a whatever the network; of energy, beta alike; and their areas have a ratio gamma. Then
//   a term of the cost:  at least alpha^latency_power beta^energy_power gamma^area_power times a's;
//   a sum of terms:      at least the smallest of the terms' factors times a's;
//   a weighted sum:      itself a sum of rows, those of the weighted costs: their least ratio is the factor,
//                        which is never below the smallest of the terms'.
#pragma once

#include <cstddef>
#include <vector>

#include "dance/engine/cost/objective.h"
#include "dance/engine/table/cost_table.h"

namespace dance {

// [accelerators] each: what an accelerator's latency, energy and cost are at least, relative to those of one
// accelerator, the champion.
struct LeastRatios {
  std::vector<double> latency, energy, cost;
};
LeastRatios least_ratios(const CostTable& table, std::size_t champion, const CostFunction& cost);

}  // namespace dance
