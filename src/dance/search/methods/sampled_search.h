// The rivals that try networks one by one. They draw random networks of all sizes, or start from such
// networks and evolve them by NSGA-II, or let a controller that learns by reinforcement choose a network
// together with an accelerator. The cross-entropy of a network is predicted by a supernet whose weights have
// been trained on paths of all sizes for as many epochs as DANCE's, or (`trial_epochs`) found by training the
// network from scratch for a while. Its cost is that on its exactly best accelerator, or on the controller's.
// The result is the network of least CE + lambda2 * Cost on its exactly best accelerator, among those that
// some accelerator runs within the hard limits; where there is none, the one that exceeds them least. The
// best networks tried go through the final choice (final_choice.h), as at the end of DANCE.
#pragma once

#include "dance/search/methods/run_context.h"
#include "dance/search/methods/search_result.h"
#include "dance/search/methods/search_task.h"

namespace dance {

// The task's options name any method but Dance. Throws what run_dance throws.
SearchResult run_sampled_search(const SearchTask& task, RunContext& context);

}  // namespace dance
