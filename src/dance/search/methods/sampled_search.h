// Rivals that try networks one by one: random ones of all sizes, by NSGA-II from such ones on, or chosen
// together with an accelerator by a controller that learns by reinforcement. A supernet whose weights have
// been trained on paths of all sizes for as many epochs as DANCE's predicts each network's cross-entropy, or
// (`trial_epochs`) each is trained for a while from scratch; its cost is that of its exact best accelerator,
// or of the controller's. The result is the network of least
//   CE + lambda2 * Cost
// on its exact best accelerator, of those that are within the hard limits on some accelerator; where none is,
// the one that exceeds them least. The best ones tried go through the final choice (final_choice.h), as at
// the end of DANCE.
#pragma once

#include "dance/search/methods/run_context.h"
#include "dance/search/methods/search_result.h"
#include "dance/search/methods/search_task.h"

namespace dance {

// The method of the task's options is any but Dance. Throws as run_dance.
SearchResult run_sampled_search(const SearchTask& task, RunContext& context);

}  // namespace dance
