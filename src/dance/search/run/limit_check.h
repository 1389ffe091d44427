// Hard limits around a search. Before it starts, it is checked that some design meets them; afterwards, the
// derived network is changed where it breaks one.
#pragma once

#include <string>
#include <vector>

#include "dance/report/design.h"
#include "dance/search/methods/dance_search.h"
#include "dance/search/methods/problem.h"

namespace dance {

// Throws Error where no network of the space is within the problem's limits on any accelerator. It names the
// limits that cannot be met and the design that comes nearest. `file` is that of the configuration.
void check_reachable(const Problem& problem, const std::string& file);

// The network that the search's result makes most probable, among those that are within the problem's limits
// on some accelerator; the result's own network where it is one of them. Throws Error::run_failure where
// there is none, which check_reachable rules out.
Architecture within_limits(const Problem& problem, const SearchResult& result);

// The layers in which two networks differ, with both operations.
std::vector<LimitsOutcome::Change> changes_between(const NetworkSpace& space, const Architecture& from,
                                                   const Architecture& to);

}  // namespace dance
