// Which kept warm-up a run may start from.
#pragma once

#include "dance/core/work_context.h"
#include "dance/search/data/dataset.h"
#include "dance/search/methods/warm_start.h"
#include "dance/search/run/search_config.h"

namespace dance {

// The place in the cache of the warm-up of this configuration on this data and number of threads: of the
// network space, the images, the seed, the device, and those options that warming up depends on (the cosine
// of the learning rate spans the search too). Nowhere where the configuration reuses none.
WarmStart warm_start_of(const SearchConfig& config, const DataSplits& data, const WorkContext& context);

}  // namespace dance
