#include "dance/search/run/make_evaluator.h"

#include "dance/search/evaluator/exact_evaluator.h"
#include "dance/search/learned_evaluator/learned_evaluator.h"
#include "dance/search/methods/separate_design.h"

namespace dance {

std::unique_ptr<Evaluator> make_evaluator(const EvaluatorOptions& options, const CostTable& table,
                                          const HardwareSpace& space, const CostFunction& cost,
                                          std::uint64_t seed, const std::filesystem::path& cache,
                                          Progress& progress) {
  if (options.kind == "exact") {
    return std::make_unique<ExactEvaluator>(table, space, cost, options.exact, options.table_limits);
  }
  return LearnedEvaluator::load_or_train(table, space, cost, options, seed, cache, progress);
}

std::unique_ptr<Evaluator> search_evaluator(const EvaluatorOptions& options, const Problem& problem,
                                            std::uint64_t seed, const std::filesystem::path& cache,
                                            Progress& progress) {
  if (options.kind == "none" || options.kind == "flops")
    return std::make_unique<SeparateDesign>(problem, options.kind, options.table_limits);
  return make_evaluator(options, problem.table, problem.hardware, problem.cost, seed, cache, progress);
}

}  // namespace dance
