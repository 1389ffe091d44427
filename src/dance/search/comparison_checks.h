// Whether the methods of a comparison can be run beside each other.
#pragma once

#include <string>
#include <vector>

#include "dance/search/comparison_config.h"

namespace dance {

// Throws Error with all faults of the methods' search configurations, each once, and where a method is about other data,
// spaces or costs than the first. `overrides` are those of `config` that are the command line's: their faults name no
// file.
void check_methods(const ComparisonConfig& config, const std::vector<std::string>& overrides);

}  // namespace dance
