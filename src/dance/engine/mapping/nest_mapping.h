// A mapping on the accelerator template as a general loop nest: DRAM, the global buffer (GLB), the array's
// fan-out below it, the register files (RF). An independent route to a mapping's counts, which the mapper
// computes by its own.
#pragma once

#include "dance/engine/hardware/word_bits.h"
#include "dance/engine/mapping/mapping.h"
#include "dance/engine/mapping/mapping_counts.h"
#include "dance/engine/nest/nest.h"

namespace dance {

// Levels in the order DRAM, GLB, RF; `multicast` is that of the network above the array. The mapping's
// factors make the bounds, padding included.
Nest nest_of(const Layer& layer, const Mapping& mapping, Multicast multicast);

// In words of `words.reference()` bits.
MappingCounts counts_of(const Layer& layer, const Mapping& mapping, Multicast multicast,
                        const WordBits& words = {});

}  // namespace dance
