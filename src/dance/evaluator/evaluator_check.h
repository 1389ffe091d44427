// How good a learned evaluator is: against the table, on networks that training never saw.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dance/core/progress.h"
#include "dance/cost/cost_table.h"
#include "dance/evaluator/learned_evaluator.h"

namespace dance {

struct Spread {
  double mean = 0, p99 = 0, worst = 0;
};

struct EvaluatorCheckResult {
  std::int64_t networks = 0;
  Spread regret;  // true cost of the accelerator it picks over the true minimum, less 1
  // Of the estimated metrics on the accelerator it picks: |estimate / truth - 1|.
  Spread latency_error, energy_error, area_error;
  // Share of networks where replacing this parameter's value by any other could not lower... see
  // docs/evaluators.md.
  std::vector<std::pair<std::string, double>> head_accuracy;
  double optimal_share = 0;  // networks whose accelerator has the minimal cost (to 1e-6)
};

struct EvaluatorCheck {
  EvaluatorCheckResult one_hot, soft;
};

// `networks` of each kind from the stream "evaluator check", which training never uses.
EvaluatorCheck check_evaluator(LearnedEvaluator& evaluator, const CostTable& table, std::int64_t networks,
                               std::uint64_t seed, Progress& progress);

}  // namespace dance
