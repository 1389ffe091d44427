// Small random tables and limits, and every network of a table on every accelerator: what searches within
// limits are checked against.
#pragma once

#include <vector>

#include "dance/core/random.h"
#include "dance/engine/cost/limits.h"
#include "dance/engine/table/explore.h"
#include "engine/table/random_entries.h"

namespace dance::test {

// Every network of a table on every accelerator that can run it.
template <typename Visit>
void for_each_design(const CostTable& table, const Visit& visit) {
  std::vector<int> architecture(static_cast<std::size_t>(table.positions()), 0);
  for (bool more = true; more;) {
    const NetworkSums sums = network_sums(table, architecture);
    for (std::size_t a = 0; a < sums.latency_ms.size(); ++a) {
      if (table.feasible()[a] != 0)
        visit(architecture, Metrics{sums.latency_ms[a], sums.energy_mj[a], table.area_mm2()[a]});
    }
    more = false;
    for (std::size_t p = 0; p < architecture.size() && !more; ++p) {
      more = ++architecture[p] < table.operations(static_cast<std::int64_t>(p));
      if (!more) architecture[p] = 0;
    }
  }
}

inline CostTable small_table(Random& random) {
  const CostTable::Entries entries = random_entries(
      random, 40, [&] { return static_cast<float>(0.01 + random.uniform(0, 1) * random.uniform(0, 1)); });
  return CostTable::from_entries(entries, "test");
}

// Some of the limits, around what random designs have.
inline Limits random_limits(Random& random) {
  Limits limits;
  const auto kinds = 1 + random.below(7);
  if ((kinds & 1) != 0) limits.max_latency_ms = random.uniform(0.05, 1.2);
  if ((kinds & 2) != 0) limits.max_energy_mj = random.uniform(0.05, 1.2);
  if ((kinds & 4) != 0) limits.max_area_mm2 = random.uniform(0.01, 0.4);
  return limits;
}

}  // namespace dance::test
