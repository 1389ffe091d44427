// Cycles and energy of a loop nest from its counts and the unit costs of each level.
//   cycles = max over levels of max(compute cycles, reads / read bandwidth, (fills + updates) / write
//   bandwidth):
//     transfers overlap computation, no fill or drain latency; bandwidths are those of one instance.
//   energy = instances * (vectors read * read energy + vectors written * write energy); a vector is
//   `block_words` words,
//     and each tensor and kind rounds up on its own.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dance/cost/nest.h"
#include "dance/hardware/hierarchy.h"

namespace dance {

struct NestUnits {
  double mac_pj = 0;
  std::vector<LevelUnits> levels;  // as the nest's
};

struct LevelUse {
  double cycles = 0;  // with this level's bandwidth alone
  std::array<double, kTensors> energy_pj{};
};

struct NestCost {
  double cycles = 0;
  double mac_energy_pj = 0;
  double energy_pj = 0;  // storage and MACs
  std::vector<LevelUse> levels;
};

// `macs` are the real ones: padded MACs take cycles but no energy.
NestCost cost_of(const NestCounts& counts, const NestUnits& units, std::int64_t macs);

}  // namespace dance
