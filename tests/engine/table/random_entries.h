// Random entries of a cost table of three positions, some accelerators of which cannot run every network.
#pragma once

#include <array>
#include <vector>

#include "dance/core/random.h"
#include "dance/engine/table/cost_table.h"

namespace dance::test {

inline constexpr std::array<std::size_t, 3> kOperations = {3, 2, 4};  // of each position

// `draw()` gives one latency, energy or area.
template <typename Draw>
CostTable::Entries random_entries(Random& random, std::size_t accelerators, const Draw& draw) {
  CostTable::Entries entries;
  const auto row = [&] {
    std::vector<float> values(accelerators);
    for (float& value : values) value = draw();
    return values;
  };
  for (const std::size_t operations : kOperations) {
    entries.latency_ms.emplace_back();
    entries.energy_mj.emplace_back();
    for (std::size_t o = 0; o < operations; ++o) {
      entries.latency_ms.back().push_back(row());
      entries.energy_mj.back().push_back(row());
    }
  }
  entries.fixed_latency_ms = row();
  entries.fixed_energy_mj = row();
  entries.area_mm2 = row();
  for (std::size_t a = 0; a < accelerators; ++a) entries.feasible.push_back(random.below(5) != 0);
  return entries;
}

inline std::vector<int> random_architecture(Random& random) {
  std::vector<int> architecture;
  for (const std::size_t operations : kOperations)
    architecture.push_back(static_cast<int>(random.below(operations)));
  return architecture;
}

}  // namespace dance::test
