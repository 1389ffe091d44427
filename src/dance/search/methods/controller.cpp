#include "dance/search/methods/controller.h"

#include <algorithm>
#include <cmath>

namespace dance {

namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;  // Adam's

}  // namespace

Controller::Controller(const std::vector<std::int64_t>& values, const ControllerOptions& options)
    : options_(options) {
  for (const std::int64_t count : values) decisions_.emplace_back(static_cast<std::size_t>(count));
}

std::vector<double> Controller::probabilities(std::size_t decision) const {
  const std::vector<Parameter>& parameters = decisions_[decision];
  const double most =
      std::max_element(parameters.begin(), parameters.end(), [](const auto& a, const auto& b) {
        return a.logit < b.logit;
      })->logit;
  std::vector<double> p;
  double sum = 0;
  for (const Parameter& parameter : parameters) sum += p.emplace_back(std::exp(parameter.logit - most));
  for (double& value : p) value /= sum;
  return p;
}

std::vector<int> Controller::sample(Random& random) const {
  std::vector<int> choice;
  for (std::size_t d = 0; d < decisions_.size(); ++d) {
    const std::vector<double> p = probabilities(d);
    double left = random.uniform();
    std::size_t value = 0;
    while (value + 1 < p.size() && left >= p[value]) left -= p[value++];
    choice.push_back(static_cast<int>(value));
  }
  return choice;
}

void Controller::reward(const std::vector<int>& choice, double reward) {
  if (steps_ == 0) baseline_ = reward;
  const double advantage = reward - baseline_;
  baseline_ = options_.baseline_decay * baseline_ + (1 - options_.baseline_decay) * reward;
  ++steps_;
  const double correct1 = 1 - std::pow(kBeta1, static_cast<double>(steps_)),
               correct2 = 1 - std::pow(kBeta2, static_cast<double>(steps_));
  for (std::size_t d = 0; d < decisions_.size(); ++d) {
    const std::vector<double> p = probabilities(d);
    for (std::size_t v = 0; v < p.size(); ++v) {
      const double chosen = static_cast<int>(v) == choice[d] ? 1 : 0;
      const double gradient = advantage * (chosen - p[v]);
      Parameter& parameter = decisions_[d][v];
      parameter.first_moment = kBeta1 * parameter.first_moment + (1 - kBeta1) * gradient;
      parameter.second_moment = kBeta2 * parameter.second_moment + (1 - kBeta2) * gradient * gradient;
      parameter.logit += options_.learning_rate * (parameter.first_moment / correct1) /
                         (std::sqrt(parameter.second_moment / correct2) + kEpsilon);
    }
  }
}

}  // namespace dance
