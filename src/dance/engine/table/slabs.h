// A hardware space cut into slabs, pieces whose tables are small enough to hold in memory. Each slab is a
// hardware space of its own, and its accelerators are consecutive in the numbering of the whole space.
#pragma once

#include <cstdint>
#include <vector>

#include "dance/engine/hardware/space.h"

namespace dance {

struct Slab {
  HardwareSpace space;
  std::int64_t first = 0;  // number in the whole space of this one's first accelerator
};

// The slabs of a space in their order, each of at most `most` accelerators where `most` is at least the
// number of values of pe_y. The parameters that the numbering runs through slowest are split first: each slab
// walks over the mappings of a layer anew, and this makes as few slabs as possible.
std::vector<Slab> slabs_of(const HardwareSpace& space, std::int64_t most);

}  // namespace dance
