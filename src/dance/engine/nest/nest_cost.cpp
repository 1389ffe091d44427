#include "dance/engine/nest/nest_cost.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "dance/core/error.h"

namespace dance {

namespace {

double vectors(std::int64_t words, std::int64_t block_words) {
  const std::int64_t whole = words / block_words;
  return static_cast<double>(whole + (words % block_words != 0 ? 1 : 0));
}

// Words per cycle of one instance while nothing slows it down.
struct Demand {
  double reads = 0, writes = 0;
};

// Steps over the speed that the bandwidths leave, in Timeloop's order of operations: exact arithmetic would
// sometimes give one cycle less.
double transfer_cycles(const Demand& demand, const LevelUnits& units, double steps) {
  double speed = std::numeric_limits<double>::infinity();
  const auto limit = [&](double words_per_cycle, double wanted) {
    if (words_per_cycle > 0 && wanted > 0) speed = std::min(speed, words_per_cycle / wanted);
  };
  limit(units.read_words_per_cycle, demand.reads);
  limit(units.write_words_per_cycle, demand.writes);
  limit(units.total_words_per_cycle, demand.reads + demand.writes);
  return std::ceil(steps / speed);
}

LevelUse use_of(const std::array<TensorCounts, kTensors>& level, const LevelUnits& units, double steps) {
  LevelUse use;
  Demand demand;
  for (std::size_t t = 0; t < kTensors; ++t) {
    const TensorCounts& tensor = level[t];
    demand.reads += units.word[t] * static_cast<double>(tensor.reads) / steps;
    demand.writes +=
        units.word[t] * (static_cast<double>(tensor.fills) + static_cast<double>(tensor.updates)) / steps;
    const double read_pj = vectors(tensor.reads, units.block_words) * units.read_pj;
    const double write_pj =
        (vectors(tensor.fills, units.block_words) + vectors(tensor.updates, units.block_words)) *
        units.write_pj;
    use.energy_pj[t] =
        units.word[t] * memories_in_use(units, static_cast<double>(tensor.instances)) * (read_pj + write_pj);
  }
  use.transfer_cycles = transfer_cycles(demand, units, steps);
  use.cycles = std::max(steps, use.transfer_cycles);
  return use;
}

// Words that pass the network below `level`, down and up.
double words_below(const NestCounts& counts, const NestUnits& units, std::size_t level) {
  double words = 0;
  for (std::size_t t = 0; t < kTensors; ++t) {
    std::size_t feeder = level;
    while (!counts.levels[feeder][t].kept) --feeder;  // the outermost level keeps every tensor
    const TensorCounts& tensor = counts.levels[feeder][t];
    words += units.levels[feeder].word[t] * static_cast<double>(tensor.instances) *
             static_cast<double>(tensor.reads + tensor.updates);
  }
  return words;
}

ArrayCycles array_cycles_of(const NestCounts& counts, const NestUnits& units) {
  if (!units.array_pass) return {.steps = static_cast<double>(counts.compute_cycles)};
  if (counts.array.passes == 0) {
    throw Error({"", 0, "nest", "the accelerator states a pass of its array, and the nest's are not counted",
                 "a nest with its stationary tensor", ""});
  }
  return array_cycles_of(counts.array, *units.array_pass);
}

// Of the array and the slowest level's transfers.
double cycles_of(const NestCost& cost, const NestUnits& units) {
  double transfers = 0;
  for (const LevelUse& level : cost.levels) transfers = std::max(transfers, level.transfer_cycles);
  const double overlap = units.array_pass ? units.array_pass->transfer_overlap : 1;
  return std::ceil(std::max(cost.array.total(), overlap * transfers) + (1 - overlap) * transfers);
}

}  // namespace

NestUnits units_of(const Hierarchy& hierarchy) {
  NestUnits units;
  units.mac_pj = hierarchy.mac_pj;
  units.leakage_pj_per_cycle = hierarchy.leakage_pj_per_cycle;
  units.array_pass = hierarchy.array_pass;
  for (const StorageLevel& level : hierarchy.levels) units.levels.push_back(level.units);
  return units;
}

std::optional<std::size_t> limiting_level(const NestCost& cost) {
  if (cost.array.total() >= cost.cycles) return std::nullopt;
  for (std::size_t level = 0; level < cost.levels.size(); ++level) {
    if (cost.levels[level].transfer_cycles >= cost.cycles) return level;
  }
  return std::nullopt;
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
  cost.array = array_cycles_of(counts, units);
  for (std::size_t level = 0; level < counts.levels.size(); ++level) {
    cost.levels.push_back(
        use_of(counts.levels[level], units.levels[level], static_cast<double>(counts.compute_cycles)));
    for (double energy : cost.levels.back().energy_pj) cost.energy_pj += energy;
    if (units.levels[level].network_pj > 0) {
      cost.levels.back().network_pj = units.levels[level].network_pj * words_below(counts, units, level);
      cost.network_energy_pj += cost.levels.back().network_pj;
    }
  }
  cost.cycles = cycles_of(cost, units);
  cost.leakage_energy_pj = units.leakage_pj_per_cycle * cost.cycles;
  cost.energy_pj += cost.network_energy_pj + cost.leakage_energy_pj;
  return cost;
}

}  // namespace dance
