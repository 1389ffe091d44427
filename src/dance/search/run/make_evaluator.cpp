#include "dance/search/run/make_evaluator.h"

#include "dance/search/evaluator/exact_evaluator.h"
#include "dance/search/learned_evaluator/learned_evaluator.h"
#include "dance/search/methods/separate_design.h"

namespace dance {

std::unique_ptr<Evaluator> make_evaluator(const EvaluatorOptions& options, const Problem& problem,
                                          std::uint64_t seed, const WorkContext& context) {
  switch (options.kind) {
    case EvaluatorKind::Exact:
      return std::make_unique<ExactEvaluator>(problem.table, problem.hardware, problem.cost, options.exact,
                                              options.table_limits);
    case EvaluatorKind::Learned:
      return LearnedEvaluator::load_or_train(problem.table, problem.hardware, problem.cost, options, seed,
                                             context);
    case EvaluatorKind::Flops:
    case EvaluatorKind::None:
      return std::make_unique<SeparateDesign>(problem, options.kind, options.table_limits);
  }
  return nullptr;
}

}  // namespace dance
