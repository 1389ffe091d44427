#include "dance/search/evaluator/exact_evaluator.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <cmath>

#include "dance/core/error.h"
#include "dance/search/evaluator/cost_tensor.h"
#include "dance/search/evaluator/table_scan.h"

namespace dance {

namespace {

// Accelerators whose weight is below exp(-kCut) of the largest are left out of the soft minimum.
constexpr double kCut = 18;

// One number per table row, as [layers, operations] like the probabilities; 0 beyond a layer's operations.
template <typename Function>
torch::Tensor per_row(const CostTable& table, const torch::Tensor& like, const Function& value) {
  torch::Tensor coefficients = torch::zeros(like.sizes(), torch::kDouble);
  auto out = coefficients.accessor<double, 2>();
  for (std::int64_t l = 0; l < table.positions(); ++l)
    for (std::int64_t o = 0; o < table.operations(l); ++o)
      out[l][o] = value(table.latency_ms(l, o), table.energy_mj(l, o));
  return coefficients.to(like.options());
}

torch::Tensor scalar(double value, const torch::Tensor& like) {
  return torch::full({}, value, like.options());
}

// The accelerators of the soft minimum, their weights, and the slopes of the cost at them.
struct SoftWeights {
  std::vector<std::int64_t> accelerators;
  std::vector<double> weights;                      // sum to 1
  std::vector<double> latency_slope, energy_slope;  // weight * d cost / d latency, energy
  Metrics mean;
  double cost = 0;
};

SoftWeights soft_weights(const SoftNetwork& network, const Scan& scan, const CostFunction& cost,
                         double temperature) {
  const double t = temperature * scan.best_cost;
  SoftWeights soft;
  const float cut = static_cast<float>(scan.best_cost + kCut * t);
  for (std::int64_t i = 0; i < network.accelerators; ++i)
    if (scan.costs[static_cast<std::size_t>(i)] <= cut) soft.accelerators.push_back(i);
  const std::size_t count = soft.accelerators.size();
  soft.weights.resize(count);
  soft.latency_slope.resize(count);
  soft.energy_slope.resize(count);
  std::vector<Metrics> metrics(count);
  std::vector<double> costs(count);
  at::parallel_for(0, static_cast<std::int64_t>(count), 256, [&](std::int64_t first, std::int64_t last) {
    for (std::size_t k = static_cast<std::size_t>(first); k < static_cast<std::size_t>(last); ++k) {
      metrics[k] = network.at(soft.accelerators[k]);
      costs[k] = cost(metrics[k]);
      soft.weights[k] = std::exp((scan.best_cost - costs[k]) / t);
    }
  });
  double sum = 0;
  for (const double w : soft.weights) sum += w;
  for (std::size_t k = 0; k < count; ++k) {
    const double w = soft.weights[k] /= sum;
    const Metrics gradient = cost.gradient(metrics[k]);
    soft.latency_slope[k] = w * gradient.latency_ms;
    soft.energy_slope[k] = w * gradient.energy_mj;
    soft.cost += w * costs[k];
    soft.mean.latency_ms += w * metrics[k].latency_ms;
    soft.mean.energy_mj += w * metrics[k].energy_mj;
    soft.mean.area_mm2 += w * metrics[k].area_mm2;
  }
  return soft;
}

double dot(const std::vector<double>& weights, const float* row,
           const std::vector<std::int64_t>& accelerators) {
  double sum = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) sum += weights[k] * row[accelerators[k]];
  return sum;
}

// A tensor of this value whose gradient with respect to the probabilities is `slope`.
torch::Tensor linear_at(const torch::Tensor& probabilities, const torch::Tensor& slope, double value) {
  const torch::Tensor sum = (probabilities * slope).sum();
  return sum - sum.detach() + scalar(value, probabilities);
}

Contenders checked_contenders(const CostTable& table, const HardwareSpace& space, const CostFunction& cost,
                              const ExactOptions& options, const Limits& limits) {
  if (space.size() != table.accelerators()) {
    throw Error({space.file, 0, "hardware space", "the cost table is of another space",
                 fmt::format("{} accelerators", table.accelerators()), std::to_string(space.size())});
  }
  allowed_accelerators(table, limits.max_area_mm2);  // throws where there are none
  return contenders(table, cost, limits, 1 + kCut * options.temperature);
}

}  // namespace

ExactEvaluator::ExactEvaluator(const CostTable& table, const HardwareSpace& space, const CostFunction& cost,
                               const ExactOptions& options, const Limits& table_limits)
    : cost_(cost),
      temperature_(options.temperature),
      table_limits_(table_limits),
      contenders_(checked_contenders(table, space, cost, options, table_limits)) {}

Evaluation ExactEvaluator::evaluate(const torch::Tensor& probabilities) {
  const SoftNetwork network =
      soft_network(contenders_.table, probabilities.detach().to(torch::kCPU, torch::kDouble));
  const Scan scan = scan_costs(network, cost_, table_limits_);
  const bool is_soft = temperature_ > 0 && scan.within_limits;
  return is_soft ? soft(probabilities, network, scan) : at_minimiser(probabilities, scan.best);
}

Evaluation ExactEvaluator::at_minimiser(const torch::Tensor& probabilities, std::int64_t place) const {
  const CostTable& table = contenders_.table;
  const auto total = [&](const torch::Tensor& column, double fixed) {
    return (probabilities * column).sum() + fixed;
  };
  Evaluation result;
  result.accelerator = contenders_.accelerators[static_cast<std::size_t>(place)];
  result.latency_ms =
      total(per_row(table, probabilities, [&](const float* l, const float*) { return l[place]; }),
            table.fixed_latency_ms()[place]);
  result.energy_mj =
      total(per_row(table, probabilities, [&](const float*, const float* e) { return e[place]; }),
            table.fixed_energy_mj()[place]);
  result.area_mm2 = scalar(table.area_mm2()[place], probabilities);
  result.cost = cost_of(cost_, result.latency_ms, result.energy_mj, result.area_mm2);
  return result;
}

Evaluation ExactEvaluator::soft(const torch::Tensor& probabilities, const SoftNetwork& network,
                                const Scan& scan) const {
  const SoftWeights weights = soft_weights(network, scan, cost_, temperature_);
  const std::vector<std::int64_t>& on = weights.accelerators;
  const CostTable& table = contenders_.table;
  const torch::Tensor latency_slope = per_row(
      table, probabilities, [&](const float* l, const float*) { return dot(weights.weights, l, on); });
  const torch::Tensor energy_slope = per_row(
      table, probabilities, [&](const float*, const float* e) { return dot(weights.weights, e, on); });
  const torch::Tensor cost_slope = per_row(table, probabilities, [&](const float* l, const float* e) {
    return dot(weights.latency_slope, l, on) + dot(weights.energy_slope, e, on);
  });
  Evaluation result;
  result.accelerator = contenders_.accelerators[static_cast<std::size_t>(scan.best)];
  result.latency_ms = linear_at(probabilities, latency_slope, weights.mean.latency_ms);
  result.energy_mj = linear_at(probabilities, energy_slope, weights.mean.energy_mj);
  result.area_mm2 = scalar(weights.mean.area_mm2, probabilities);
  result.cost = linear_at(probabilities, cost_slope, weights.cost);
  return result;
}

}  // namespace dance
