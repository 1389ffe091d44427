// Takes values out of a hardware space's parameters, which leaves a smaller space.
#pragma once

#include <cstdint>
#include <vector>

#include "dance/engine/hardware/space.h"

namespace dance {

// The values that are kept of each of HardwareSpace::parameters(), as positions in its list: ascending, and
// at least one.
using KeptSteps = std::vector<std::vector<std::int64_t>>;

HardwareSpace restricted(const HardwareSpace& space, const KeptSteps& kept);

}  // namespace dance
