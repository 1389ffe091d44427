#include "dance/cost/nest_cost.h"

#include <algorithm>
#include <cmath>

#include "dance/core/error.h"

namespace dance {

namespace {

double vectors(std::int64_t words, std::int64_t block_words) {
  return static_cast<double>((words + block_words - 1) / block_words);
}

LevelUse use_of(const std::array<TensorCounts, kTensors>& level, const LevelUnits& units,
                double compute_cycles) {
  LevelUse use;
  double reads = 0, writes = 0;
  for (std::size_t t = 0; t < kTensors; ++t) {
    const TensorCounts& tensor = level[t];
    reads += static_cast<double>(tensor.reads);
    writes += static_cast<double>(tensor.fills + tensor.updates);
    const double read_pj = vectors(tensor.reads, units.block_words) * units.read_pj;
    const double write_pj =
        (vectors(tensor.fills, units.block_words) + vectors(tensor.updates, units.block_words)) *
        units.write_pj;
    use.energy_pj[t] = static_cast<double>(tensor.instances) * (read_pj + write_pj);
  }
  use.cycles = compute_cycles;
  if (units.read_words_per_cycle > 0)
    use.cycles = std::max(use.cycles, std::ceil(reads / units.read_words_per_cycle));
  if (units.write_words_per_cycle > 0) {
    use.cycles = std::max(use.cycles, std::ceil(writes / units.write_words_per_cycle));
  }
  if (units.total_words_per_cycle > 0) {
    use.cycles = std::max(use.cycles, std::ceil((reads + writes) / units.total_words_per_cycle));
  }
  return use;
}

// Words that pass the network below `level`, down and up.
double words_below(const NestCounts& counts, std::size_t level) {
  double words = 0;
  for (std::size_t t = 0; t < kTensors; ++t) {
    std::size_t feeder = level;
    while (!counts.levels[feeder][t].kept) --feeder;  // the outermost level keeps every tensor
    const TensorCounts& tensor = counts.levels[feeder][t];
    words += static_cast<double>(tensor.instances) * static_cast<double>(tensor.reads + tensor.updates);
  }
  return words;
}

}  // namespace

NestUnits units_of(const Hierarchy& hierarchy) {
  NestUnits units;
  units.mac_pj = hierarchy.mac_pj;
  units.leakage_pj_per_cycle = hierarchy.leakage_pj_per_cycle;
  for (const StorageLevel& level : hierarchy.levels) units.levels.push_back(level.units);
  return units;
}

NestCost cost_of(const NestCounts& counts, const NestUnits& units, std::int64_t macs) {
  if (units.levels.size() != counts.levels.size()) {
    throw Error({"", 0, "nest", "unit costs and storage levels differ in number",
                 "one set of unit costs a level", ""});
  }
  NestCost cost;
  cost.levels.reserve(counts.levels.size());
  cost.mac_energy_pj = static_cast<double>(macs) * units.mac_pj;
  cost.energy_pj = cost.mac_energy_pj;
  for (std::size_t level = 0; level < counts.levels.size(); ++level) {
    cost.levels.push_back(
        use_of(counts.levels[level], units.levels[level], static_cast<double>(counts.compute_cycles)));
    cost.cycles = std::max(cost.cycles, cost.levels.back().cycles);
    for (double energy : cost.levels.back().energy_pj) cost.energy_pj += energy;
    if (units.levels[level].network_pj > 0) {
      cost.levels.back().network_pj = units.levels[level].network_pj * words_below(counts, level);
      cost.network_energy_pj += cost.levels.back().network_pj;
    }
  }
  cost.leakage_energy_pj = units.leakage_pj_per_cycle * cost.cycles;
  cost.energy_pj += cost.network_energy_pj + cost.leakage_energy_pj;
  return cost;
}

}  // namespace dance
