// How many words DRAM may move before a mapping is worse than another one.
#pragma once

#include "dance/engine/hardware/mapping_policy.h"
#include "dance/engine/hardware/space.h"

namespace dance {

// A mapping but for the words that DRAM moves.
struct WithoutDram {
  double cycles = 0;          // at least
  double energy_pj = 0;       // without leakage
  double residual_words = 0;  // which DRAM moves besides; their energy is part of energy_pj
};

struct DramRates {
  double pj_per_word = 0, cycles_per_word = 0;  // of reads or writes, whichever cost less
  double leakage_pj_per_cycle = 0;
};
DramRates dram_rates(const UnitCosts& units);

// The most words that DRAM moves where what `policy` makes least is at most `first`, rounded up a little;
// below 0 where it is more without any.
double most_dram_words(MappingPolicy policy, double first, const WithoutDram& mapping,
                       const DramRates& rates);

}  // namespace dance
