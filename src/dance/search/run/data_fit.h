// Whether a configuration, its network space and the data go together.
#pragma once

#include "dance/search/data/dataset.h"
#include "dance/search/run/search_config.h"
#include "dance/search/space/network_space.h"

namespace dance {

// Checks what neither the configuration nor the data alone can tell. `searches` says that the supernet is
// trained and searched, and not only a network trained. Throws Error with all faults.
void check_fit(const SearchConfig& config, const NetworkSpace& space, const DataSplits& data, bool searches);

}  // namespace dance
