// Cycles and energy of a loop nest from its counts and the unit costs of each level.
//   transfers of a level = steps / speed, rounded up; speed = the least of bandwidth / words per step of
//     reads, of fills and updates, and of both where they share a bus; bandwidths are those of one instance.
//   cycles = max(array, overlap * transfers) + (1 - overlap) * transfers, rounded up, of the slowest level's
//     transfers. Where the accelerator states a pass of its array, that gives the overlap and, by
//     array_cycles.h, the array's cycles. Otherwise all transfers overlap, and the array's cycles are the
//     nest's steps, the product of its temporal bounds.
//   energy = instances * (vectors read * read energy + vectors written * write energy), where a vector is
//     `block_words` words; the reads, the fills and the updates of each tensor are rounded up to vectors
//     separately, and the result is scaled by the length of the tensor's word (LevelUnits::word). Leakage *
//     cycles comes on top, and for the network below a level its energy per word * the words that pass it.
//     These are sent, and taken back, by the nearest level above the network that keeps the tensor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/nest/array_cycles.h"
#include "dance/engine/nest/nest.h"

namespace dance {

struct NestUnits {
  double mac_pj = 0;
  std::vector<LevelUnits> levels;  // in the order of the nest's levels
  double leakage_pj_per_cycle = 0;
  std::optional<ArrayPass> array_pass = std::nullopt;
};
NestUnits units_of(const Hierarchy& hierarchy);

struct LevelUse {
  double transfer_cycles = 0;  // 0 where its bandwidth is unlimited
  double cycles = 0;           // of the steps, with this level's bandwidth alone
  std::array<double, kTensors> energy_pj{};
  double network_pj = 0;  // of the network below it
};

struct NestCost {
  double cycles = 0;
  ArrayCycles array;  // of the array alone
  double mac_energy_pj = 0;
  double network_energy_pj = 0, leakage_energy_pj = 0;
  double energy_pj = 0;  // all of them and storage
  std::vector<LevelUse> levels;
};

// The level whose bandwidth sets the cycles, the outermost where several do alike; none where the array does.
std::optional<std::size_t> limiting_level(const NestCost& cost);

// `macs` are the real ones: padded MACs take cycles but no energy. Throws Error when units and counts differ
// in their number of levels.
NestCost cost_of(const NestCounts& counts, const NestUnits& units, std::int64_t macs);

}  // namespace dance
