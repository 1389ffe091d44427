// Names under which costs are kept: checksums of everything that they depend on. That of a whole table,
// cost_table_key, is declared with it (cost_table.h).
#pragma once

#include <string>

#include "dance/engine/hardware/space.h"
#include "dance/engine/workload/network.h"

namespace dance {

// Of the costs of one layer on all accelerators of a space: what they depend on but for the layer, and the
// layer.
std::string swept_space_key(const HardwareSpace& space);
std::string swept_layer_key(const NetworkLayer& layer);

}  // namespace dance
