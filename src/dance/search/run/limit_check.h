// Hard limits around a search: whether any design meets them, said before it starts, and the derived network
// changed where deriving it broke one.
#pragma once

#include <string>
#include <vector>

#include "dance/report/design.h"
#include "dance/search/methods/dance_search.h"
#include "dance/search/methods/problem.h"

namespace dance {

// Throws Error, naming the limits that cannot be met and the design that comes nearest, where no network of
// the space on any accelerator is within the problem's limits. `file` is that of the configuration.
void check_reachable(const Problem& problem, const std::string& file);

// The most probable network of the search's result that is within the problem's limits on some accelerator:
// the result's own where that is. Throws Error::run_failure where there is none, which check_reachable rules
// out.
Architecture within_limits(const Problem& problem, const SearchResult& result);

// What differs between two networks, layer by layer.
std::vector<LimitsOutcome::Change> changes_between(const NetworkSpace& space, const Architecture& from,
                                                   const Architecture& to);

}  // namespace dance
