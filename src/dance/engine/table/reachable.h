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

// A network on an accelerator, with the metrics that the table has for them.
struct ReachedDesign {
  std::vector<int> architecture;  // one operation per position
  std::int64_t accelerator = -1;
  Metrics metrics;
};

// The pair whose excess over the limits (Limits::excess) is smallest; the search ends at the first pair that
// meets them all. Accelerators that cannot run every network are left out, and there is no such pair where
// none is left.
std::optional<ReachedDesign> nearest_design(const CostTable& table, const Limits& limits);

// The least latency, the least energy and the least area of all networks on all accelerators. They need not
// belong to one design.
Metrics least_metrics(const CostTable& table);

}  // namespace dance
