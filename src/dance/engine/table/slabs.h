// A hardware space in pieces small enough to hold: spaces of their own, each a run of the whole one's
// numbering.
#pragma once

#include <cstdint>
#include <vector>

#include "dance/engine/hardware/space.h"

namespace dance {

struct Slab {
  HardwareSpace space;
  std::int64_t first = 0;  // number in the whole space of this one's first accelerator
};

// In order; each of at most `most` accelerators where `most` is at least pe_y's values. Splits the parameters
// that the numbering runs through slowest, so that as few slabs as possible repeat the walk over a layer's
// mappings.
std::vector<Slab> slabs_of(const HardwareSpace& space, std::int64_t most);

}  // namespace dance
