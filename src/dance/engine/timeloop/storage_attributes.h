// The attributes of a storage component, in each of Timeloop's spellings.
#pragma once

#include <cstdint>

#include "dance/core/config.h"
#include "dance/engine/hardware/hierarchy.h"

namespace dance::timeloop {

// The capacity and the units of a level, whose `instances` are built. Attributes that would change the result
// and are not modelled are faults.
void read_storage_attributes(ConfigMap& map, std::int64_t instances, StorageLevel& level);

}  // namespace dance::timeloop
