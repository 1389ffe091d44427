// A hardware space with fewer values.
#pragma once

#include <cstdint>
#include <vector>

#include "dance/engine/hardware/space.h"

namespace dance {

// The steps that are kept of each of HardwareSpace::parameters(), ascending, at least one of each.
using KeptSteps = std::vector<std::vector<std::int64_t>>;

HardwareSpace restricted(const HardwareSpace& space, const KeptSteps& kept);

}  // namespace dance
