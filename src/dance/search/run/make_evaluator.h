// The one place where evaluators are made.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "dance/core/progress.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/table/cost_table.h"
#include "dance/search/evaluator/evaluator.h"
#include "dance/search/evaluator/options.h"
#include "dance/search/methods/problem.h"

namespace dance {

// The exact evaluator, or the learned one: from `cache` where it holds one for this table, cost and options,
// else trained and cached. Probabilities may be on any device. The seed is that of the Gumbel noise of
// `evaluate`; the training has its own.
std::unique_ptr<Evaluator> make_evaluator(const EvaluatorOptions& options, const CostTable& table,
                                          const HardwareSpace& space, const CostFunction& cost,
                                          std::uint64_t seed, const std::filesystem::path& cache,
                                          Progress& progress);

// The evaluator that the options name: one of these, or make_evaluator's.
std::unique_ptr<Evaluator> search_evaluator(const EvaluatorOptions& options, const Problem& problem,
                                            std::uint64_t seed, const std::filesystem::path& cache,
                                            Progress& progress);

}  // namespace dance
