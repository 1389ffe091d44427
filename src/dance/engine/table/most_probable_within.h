// The most probable network that meets hard limits on some accelerator: what a search's result becomes where
// its most probable operations break a limit.
//
//   max over accelerators a and networks o of  sum_l log p[l, o_l]   where L(o, a), E(o, a), A(a) hold
//
// For each accelerator this is a multiple-choice knapsack problem. For any multipliers mu >= 0 its Lagrangian
// relaxation
//   sum_l max_o (log p - mu_L L - mu_E E) + mu_L Lmax + mu_E Emax
// is a bound from above, and can be computed layer by layer. Accelerators are searched in the order of their
// bounds, each by a depth-first search over the layers that is cut off by the same bound.
#pragma once

#include <optional>
#include <vector>

#include "dance/engine/cost/limits.h"
#include "dance/engine/table/cost_table.h"

namespace dance {

// `log_probabilities` are [position][operation]. The network that is found is at most a factor of exp(0.001)
// less probable than the most probable one within the limits, and does not depend on the number of threads.
// There is none where no network meets the limits on any accelerator.
std::optional<std::vector<int>> most_probable_within(
    const CostTable& table, const std::vector<std::vector<double>>& log_probabilities, const Limits& limits,
    int threads);

}  // namespace dance
