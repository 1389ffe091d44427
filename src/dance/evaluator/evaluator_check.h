// How good a learned evaluator is: against the table, on networks that training never saw.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dance/core/progress.h"
#include "dance/cost/cost_table.h"
#include "dance/cost/objective.h"
#include "dance/evaluator/labels.h"
#include "dance/evaluator/learned_evaluator.h"

namespace dance {

struct Spread {
  double mean = 0, p99 = 0, worst = 0;
};

// On one kind of networks, one-hot or soft. Shares and errors are fractions.
struct EvaluatorScore {
  std::int64_t networks = 0;
  Spread regret;  // true cost of the accelerator it picks over the true minimum, less 1
  // |estimate / truth - 1| of the metrics on the accelerator it picks, and on an accelerator of the whole
  // space.
  Spread latency_error, energy_error, area_error;
  Spread random_latency_error, random_energy_error, random_area_error;
  // Share of networks where the head has the value of an optimal accelerator: of the optimum that the scan
  // found, or of one of equal cost (to 1e-6) that differs from it or from the pick in this head alone.
  struct Head {
    std::string name;
    double accuracy = 0;
  };
  std::vector<Head> heads;
  double optimal_share = 0;  // of networks whose pick costs the minimum (to 1e-6)
};

struct EvaluatorCheck {
  EvaluatorScore one_hot, soft;
};

// `networks` of each kind, from streams that training never uses.
EvaluatorCheck check_evaluator(LearnedEvaluator& evaluator, const TableLabels& labels, std::int64_t networks,
                               std::uint64_t seed, Progress& progress);

}  // namespace dance
