#include "cli/cost_arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "cli/inputs.h"
#include "cli/number_option.h"
#include "dance/core/error.h"

namespace dance::cli {

namespace {

// Weighted sums of one metric, which have names of their own here.
struct SingleMetric {
  const char* name;
  double latency_weight, energy_weight;
  const char* formula;
};
constexpr std::array<SingleMetric, 2> kSingleMetrics = {
    {{"latency", 1, 0, "latency / L0"}, {"energy", 0, 1, "energy / E0"}}};

const SingleMetric* single_metric(const std::string& name) {
  const auto found = std::find_if(kSingleMetrics.begin(), kSingleMetrics.end(),
                                  [&](const SingleMetric& metric) { return metric.name == name; });
  return found == kSingleMetrics.end() ? nullptr : found;
}

// What --cost takes: the kinds that have no options, the weighted sum, whose weights are --weights, and the
// single metrics.
std::vector<std::string> cost_names() {
  std::vector<std::string> names;
  for (const CostKind* kind : cost_kinds())
    if (kind->options().empty()) names.push_back(kind->name());
  names.push_back("weighted");
  for (const SingleMetric& metric : kSingleMetrics) names.push_back(metric.name);
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  return fmt::format("{} or {}", fmt::join(names.begin(), names.end() - 1, ", "), names.back());
}

}  // namespace

void CostArguments::add_to(CLI::App& app) {
  app.add_option("--cost", cost_, listed(cost_names()) + "; relative to the network's EDAP-best accelerator")
      ->check(CLI::IsMember(cost_names()))
      ->capture_default_str();
  app.add_option("--weights", weights_, "Weights of latency, energy, area for --cost weighted; default 1,1,1")
      ->delimiter(',')
      ->expected(3)
      ->type_name("L,E,A")
      ->check(number_in({.least = 0, .most = 1e6}));
  add_policy(app, policy_, "Which mapping each layer gets",
             "what the space states; else latency or energy where that is the cost, and edp otherwise");
}

void CostArguments::check() const {
  if (!weights_.empty() && cost_ != "weighted") {
    throw Error({"dance explore", 0, "--weights", "only --cost weighted has weights", "--cost weighted",
                 "--cost " + cost_});
  }
}

void CostArguments::choose_policy(HardwareSpace& space) const {
  if (!policy_.empty()) {
    space.policy = parse_mapping_policy(policy_);
  } else if (!space.policy_is_stated && single_metric(cost_) != nullptr) {
    space.policy = parse_mapping_policy(cost_);
  }
}

CostFunction CostArguments::cost_function(SpaceExploration& exploration, const std::string& network,
                                          const std::string& space) const {
  const Exploration reference = exploration.best(CostFunction());
  if (reference.best.empty()) {
    throw Error(
        {space, 0, "", "no accelerator of the space has a mapping for every layer of " + network, "", ""});
  }
  const Metrics& metrics = reference.best.front().metrics;
  if (const SingleMetric* metric = single_metric(cost_))
    return weighted_cost(metric->latency_weight, metric->energy_weight, 0, metrics);
  if (weights_.empty()) return CostFunction(cost_kind(cost_), {}, metrics);
  if (std::count(weights_.begin(), weights_.end(), 0) == std::ssize(weights_))
    throw Error({"dance explore", 0, "--weights", "all weights are 0", "at least one above 0", ""});
  return weighted_cost(weights_[0], weights_[1], weights_[2], metrics);
}

std::string CostArguments::in_words(const CostFunction& cost) const {
  const SingleMetric* metric = single_metric(cost_);
  return metric != nullptr ? metric->formula : cost.formula();
}

}  // namespace dance::cli
