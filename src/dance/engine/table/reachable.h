// What designs of a network space and a hardware space can reach: whether any pair of a network and an
// accelerator meets hard limits, and the pair that comes nearest to them where none does. Exact, from the
// cost table, over every network on every accelerator.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dance/engine/cost/limits.h"
#include "dance/engine/table/cost_table.h"

namespace dance {

// A network and an accelerator. Metrics are the table's.
struct ReachedDesign {
  std::vector<int> architecture;  // one operation per position
  std::int64_t accelerator = -1;
  Metrics metrics;
};

// The pair whose largest relative excess over the limits (Limits::excess) is smallest; the search ends at the
// first pair that meets them all. Accelerators that cannot run every network are left out; nothing where that
// leaves none.
std::optional<ReachedDesign> nearest_design(const CostTable& table, const Limits& limits);

// The least latency, energy and area of any network on any accelerator, each for itself.
Metrics least_metrics(const CostTable& table);

}  // namespace dance
