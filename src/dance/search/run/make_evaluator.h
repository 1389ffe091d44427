// The one place where evaluators are made.
#pragma once

#include <cstdint>
#include <memory>

#include "dance/core/work_context.h"
#include "dance/search/evaluator/evaluator.h"
#include "dance/search/evaluator/options.h"
#include "dance/search/methods/problem.h"

namespace dance {

// The evaluator that the options name. The learned one comes from the cache where that holds one for this
// table, cost and options; else it is trained and cached. Probabilities may be on any device. The seed is
// that of the Gumbel noise of `evaluate`; the training has its own.
std::unique_ptr<Evaluator> make_evaluator(const EvaluatorOptions& options, const Problem& problem,
                                          std::uint64_t seed, const WorkContext& context);

}  // namespace dance
