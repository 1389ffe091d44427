// Which kept warm-up a run may start from.
#pragma once

#include "dance/core/work_context.h"
#include "dance/search/data/dataset.h"
#include "dance/search/methods/warm_start.h"
#include "dance/search/run/search_config.h"

namespace dance {

// Where in the cache the warm-up of this configuration is kept. It belongs to the network space, the images,
// the seed, the device, the number of threads, and the options that warming up depends on (the cosine of the
// learning rate spans the search too). Nowhere where the configuration reuses no warm-up.
WarmStart warm_start_of(const SearchConfig& config, const DataSplits& data, const WorkContext& context);

}  // namespace dance
