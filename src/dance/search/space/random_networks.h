// Random networks of a space.
#pragma once

#include "dance/core/random.h"
#include "dance/search/space/network_space.h"

namespace dance {

// Each layer's operation drawn uniformly.
Architecture uniform_network(const NetworkSpace& space, Random& random);

// From nearly all Zero to all large: each layer is skipped with the network's own probability; expansions and
// kernels lean to its own size.
Architecture varied_network(const NetworkSpace& space, Random& random);

}  // namespace dance
