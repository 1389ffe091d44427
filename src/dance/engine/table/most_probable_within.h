// The most probable network that meets hard limits on some accelerator: what a search's result becomes where
// its most probable operations break a limit.
//
//   max over accelerators a and networks o of  sum_l log p[l, o_l]   where L(o, a), E(o, a), A(a) hold
//
// A multiple-choice knapsack per accelerator. Its Lagrangian relaxation, sum_l max_o (log p - mu_L L - mu_E
// E) + mu_L Lmax + mu_E Emax, bounds it for any mu >= 0 and falls apart into layers; accelerators are taken
// in the order of their bounds, and the network is found by depth first under the same bound.
#pragma once

#include <optional>
#include <vector>

#include "dance/engine/cost/limits.h"
#include "dance/engine/table/cost_table.h"

namespace dance {

// `log_probabilities` are [position][operation]. What is found is at most a factor of exp(0.001) less
// probable than the most probable network within the limits, the same with any number of threads. Nothing
// where no network meets them on any accelerator.
std::optional<std::vector<int>> most_probable_within(
    const CostTable& table, const std::vector<std::vector<double>>& log_probabilities, const Limits& limits,
    int threads);

}  // namespace dance
