// Checks how good a learned evaluator is, against the table, on networks that training never saw.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/progress.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/table/cost_table.h"
#include "dance/search/learned_evaluator/labels.h"
#include "dance/search/learned_evaluator/learned_evaluator.h"

namespace dance {

struct Spread {
  double mean = 0, p99 = 0, worst = 0;
};

// An estimated metric against the true one, over networks.
struct MetricScore {
  Spread error;                       // |estimate / truth - 1|
  std::optional<double> kendall_tau;  // tau-b; none where one of the two is the same for all networks
};

struct MetricScores {
  MetricScore latency, energy, area;
};

// The scores on networks of one kind, one-hot or soft. Shares and errors are fractions.
struct EvaluatorScore {
  std::int64_t networks = 0;
  Spread regret;  // true cost of the accelerator it picks over the true minimum, less 1
  // With feature forwarding, these are on the accelerator that it picks; without, on the optimal one.
  MetricScores metrics;
  std::optional<MetricScores> anywhere;  // on a random accelerator; none without feature forwarding
  // The share of networks for which the head of the pick has a right value. All heads are right where the
  // pick costs the minimum (to 1e-6); otherwise a head is right where the optimum that the scan found still
  // costs the minimum when it takes the value from the pick.
  struct Head {
    std::string name;
    double accuracy = 0;
  };
  std::vector<Head> heads;
  double optimal_share = 0;  // share of networks whose pick costs the minimum (to 1e-6)
  // The share of networks that have a second accelerator within 1e-4, 1e-3 and 1e-2 of the least cost.
  double second_within_1e_4 = 0, second_within_1e_3 = 0, second_within_1e_2 = 0;
};

struct EvaluatorCheck {
  EvaluatorScore one_hot, soft;
};

// Checks `networks` networks of each kind, from random streams that training never uses.
EvaluatorCheck check_evaluator(LearnedEvaluator& evaluator, const TableLabels& labels, std::int64_t networks,
                               std::uint64_t seed, Progress& progress);

}  // namespace dance
