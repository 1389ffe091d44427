// Random networks of a space.
#pragma once

#include "dance/core/random.h"
#include "dance/search/space/network_space.h"

namespace dance {

// Draws each layer's operation uniformly.
Architecture uniform_network(const NetworkSpace& space, Random& random);

// Draws a network of any size, from nearly all Zero to all large. It first draws, for the whole network, the
// probability that a layer is skipped and the probability that a layer takes the larger of two operations
// drawn for it; otherwise the layer takes the smaller one.
Architecture varied_network(const NetworkSpace& space, Random& random);

}  // namespace dance
