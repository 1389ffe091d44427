// A mapping on the accelerator template as a general loop nest: DRAM, the global buffer (GLB), the array's
// fan-out below it, the register files (RF). This finds a mapping's counts independently of the mapper, which
// has equations of its own.
#pragma once

#include <optional>

#include "dance/engine/hardware/space.h"
#include "dance/engine/hardware/word_bits.h"
#include "dance/engine/mapping/mapping.h"
#include "dance/engine/mapping/mapping_counts.h"
#include "dance/engine/nest/nest.h"

namespace dance {

// Levels in the order DRAM, GLB, RF; `multicast` is that of the network above the array. The mapping's
// factors make the bounds, padding included.
Nest nest_of(const Layer& layer, const Mapping& mapping, Multicast multicast);

// The counts in words of `words.reference()` bits, on an array that states `pass` or none. Throws Error where
// one does not fit into 64 bits.
MappingCounts counts_of(const Layer& layer, const Mapping& mapping, Multicast multicast,
                        const WordBits& words = {}, const std::optional<ArrayPass>& pass = std::nullopt);
// The same of a mapping on an accelerator of a space.
MappingCounts counts_of(const Layer& layer, const Mapping& mapping, const HardwareSpace& space,
                        const Accelerator& accelerator);

}  // namespace dance
