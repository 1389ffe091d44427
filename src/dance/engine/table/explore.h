// The exact best accelerators of a network, for a cost function and limits, from a cost table.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dance/engine/cost/limits.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/table/cost_table.h"
#include "dance/engine/table/pareto.h"

namespace dance {

struct RankedAccelerator {
  std::int64_t index = 0;  // into the hardware space
  Metrics metrics;         // under the table's mapping policy
  double cost = 0;
};

struct Exploration {
  std::int64_t accelerators = 0;        // of the space
  std::int64_t feasible = 0;            // can run every network of the table, and meet the limits
  std::vector<RankedAccelerator> best;  // by cost, then index; at most the number asked for
  // Where nothing is feasible: the accelerator whose largest violation of a limit, relative to it, is
  // smallest.
  std::optional<RankedAccelerator> nearest;
  double nearest_violation = 0;  // that violation
};

// By cost, then by number: of RankedAccelerators, or of what else has a cost and an index.
template <typename Ranked>
bool ranks_before(const Ranked& a, const Ranked& b) {
  return a.cost != b.cost ? a.cost < b.cost : a.index < b.index;
}
// Puts `ranked` in its place among the best, which are at most `wanted`, at least one.
template <typename Ranked>
void keep_best(const Ranked& ranked, std::size_t wanted, std::vector<Ranked>& best) {
  if (best.size() == wanted && !ranks_before(ranked, best.back())) return;
  best.insert(std::upper_bound(best.begin(), best.end(), ranked, ranks_before<Ranked>), ranked);
  if (best.size() > wanted) best.pop_back();
}

// The rows of a table whose sums are the latency and the energy of a network. Those of the fixed layers come
// first.
struct RowsOfNetwork {
  std::vector<const float*> latency_ms, energy_mj;  // each of [accelerators]
};
// `architecture` has one operation per position of the table. Throws std::invalid_argument where it has not.
RowsOfNetwork rows_of_network(const CostTable& table, const std::vector<int>& architecture);

// Latency and energy of a network on every accelerator: the sums of its rows in float64. [accelerators] each.
struct NetworkSums {
  std::vector<double> latency_ms, energy_mj;
};
NetworkSums network_sums(const CostTable& table, const std::vector<int>& architecture);
// Those of one accelerator, with its area.
Metrics metrics_at(const CostTable& table, const NetworkSums& sums, std::size_t accelerator);

// The same on one accelerator, with its area.
Metrics network_metrics(const CostTable& table, const std::vector<int>& architecture,
                        std::int64_t accelerator);

// The `top` best accelerators of a network, at least one where one is feasible.
Exploration explore(const CostTable& table, const std::vector<int>& architecture, const CostFunction& cost,
                    const Limits& limits = {}, int top = 1);

// Adds what was found in another part of a space to `whole`. The part's accelerators are numbered from
// `first` on in the whole space.
void merge(const Exploration& part, std::int64_t first, int top, Exploration& whole);

// Every accelerator that can run the network within the limits, by ascending index.
std::vector<ParetoPoint> feasible_points(const CostTable& table, const std::vector<int>& architecture,
                                         const Limits& limits = {});
// The table of one network alone: no positions, every layer fixed; explore it with an empty architecture.
CostTableRequest request_of(const Network& network);

}  // namespace dance
