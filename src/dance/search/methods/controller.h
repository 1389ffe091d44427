// A controller that learns by reinforcement which values to choose: REINFORCE (Williams, Machine Learning 8,
// 1992) with a moving baseline, over independent categorical distributions, as in TuNAS (Bender et al., CVPR
// 2020).
//   theta <- theta + rate * Adam((reward - baseline) * grad log pi(choice)),
//   pi = softmax(theta) per decision
#pragma once

#include <cstdint>
#include <vector>

#include "dance/core/random.h"

namespace dance {

struct ControllerOptions {
  double learning_rate = 0.05;
  double baseline_decay = 0.9;
};

class Controller {
 public:
  // `values` says how many values each decision chooses among.
  explicit Controller(const std::vector<std::int64_t>& values, const ControllerOptions& options = {});

  std::vector<int> sample(Random& random) const;  // one value per decision
  void reward(const std::vector<int>& choice, double reward);
  std::vector<double> probabilities(std::size_t decision) const;

 private:
  struct Parameter {
    double logit = 0, first_moment = 0, second_moment = 0;
  };

  ControllerOptions options_;
  std::vector<std::vector<Parameter>> decisions_;
  double baseline_ = 0;
  std::int64_t steps_ = 0;
};

}  // namespace dance
