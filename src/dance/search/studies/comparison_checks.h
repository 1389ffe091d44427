// Whether the methods of a comparison can be run beside each other.
#pragma once

#include "dance/core/work_context.h"
#include "dance/search/data/dataset.h"
#include "dance/search/studies/comparison_config.h"

namespace dance {

// Throws Error with all faults of the methods' search configurations, each once. It is a fault too where a
// method is about other data, spaces or costs than the first.
void check_methods(const ComparisonConfig& config);

// Throws Error with all that would end a run before it searches: faults of the spaces, the device or the
// data, and limits that cannot be met. The cost tables that this takes are kept in the cache.
void check_runs(const ComparisonConfig& config, const DataSplits& data, const WorkContext& context);

}  // namespace dance
