// Turns what a search found into a design, all by the true model. That is the network, changed where it
// breaks a limit; the accelerator that is exactly best for it within the limits; every layer's mapping for
// the network's cost; and what the evaluator's own judgement was worth.
#pragma once

#include <cstdint>
#include <vector>

#include "dance/engine/table/explore.h"
#include "dance/report/design.h"
#include "dance/search/evaluator/evaluator.h"
#include "dance/search/methods/problem.h"
#include "dance/search/methods/search_result.h"
#include "dance/search/space/network_space.h"

namespace dance {

// The design without what only training knows (accuracy, parameters) and without the run's settings.
// `evaluator` is the one that the search used, and `result` is what the search found.
Design derive_design(const Problem& problem, Evaluator& evaluator, const SearchResult& result);

// The accelerator of least cost under the table's policy and within the limits. Where float32 cannot tell the
// first few apart (1e-5), the float64 model decides. Throws Error::run_failure when the network has no
// feasible accelerator.
std::int64_t best_accelerator_by_model(const Problem& problem, const Architecture& architecture);

}  // namespace dance
