#include "dance/search/run/derivation.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "dance/core/error.h"
#include "dance/search/evaluator/exact_evaluator.h"
#include "dance/search/methods/one_hot.h"
#include "dance/search/run/limit_check.h"

namespace dance {

namespace {

struct Verdict {
  Judgement judgement;
  std::int64_t accelerator = 0;
};

// What an evaluator says of the probabilities [layers, operations].
Verdict verdict_of(Evaluator& evaluator, const torch::Tensor& probabilities, const CostFunction& cost) {
  const Evaluation evaluation = evaluator.judge(probabilities);
  const Metrics metrics = metrics_of(evaluation);
  const double judged = evaluator.judges_hardware() ? evaluation.cost.item<double>() : cost(metrics);
  return {{metrics, judged}, evaluation.accelerator};
}

DesignBlock stem_block(const NetworkSpace& space) {
  const SearchableLayer& first = space.layers.front();
  DesignBlock block{.name = "stem", .op = "stem", .searchable = false};
  block.in_channels = space.input_channels;
  block.out_channels = first.in_channels;
  block.in_height = space.input_height;
  block.in_width = space.input_width;
  block.out_height = first.in_height;
  block.out_width = first.in_width;
  block.stride = space.stem.stride;
  block.costs = static_cast<std::int64_t>(stem_layers(space).size());
  return block;
}

DesignBlock searchable_block(const SearchableLayer& layer, const Operation& operation) {
  DesignBlock block{.name = layer.name, .op = operation.name()};
  block.in_channels = layer.in_channels;
  block.out_channels = layer.out_channels;
  block.in_height = layer.in_height;
  block.in_width = layer.in_width;
  block.out_height = layer.out_height();
  block.out_width = layer.out_width();
  block.stride = layer.stride;
  block.costs = static_cast<std::int64_t>(lower(layer, operation).size());
  return block;
}

DesignBlock head_block(const NetworkSpace& space) {
  const SearchableLayer& last = space.layers.back();
  DesignBlock block{.name = "head", .op = "head", .searchable = false};
  block.in_channels = last.out_channels;
  block.out_channels = space.classes;
  block.in_height = last.out_height();
  block.in_width = last.out_width();
  block.out_height = block.out_width = 1;
  block.costs = static_cast<std::int64_t>(head_layers(space).size());
  return block;
}

std::vector<DesignBlock> design_blocks(const NetworkSpace& space, const Architecture& architecture) {
  std::vector<DesignBlock> blocks = {stem_block(space)};
  for (std::size_t i = 0; i < space.layers.size(); ++i) {
    const SearchableLayer& layer = space.layers[i];
    blocks.push_back(searchable_block(layer, layer.operations[static_cast<std::size_t>(architecture[i])]));
  }
  blocks.push_back(head_block(space));
  std::int64_t next = 0;
  for (DesignBlock& block : blocks) {
    block.first_cost = next;
    next += block.costs;
  }
  return blocks;
}

EvaluatorOutcome judge_evaluator(const Problem& problem, Evaluator& evaluator,
                                 const Architecture& architecture) {
  const Verdict verdict = verdict_of(evaluator, one_hot(problem.network, architecture), problem.cost);
  const Metrics actual = network_metrics(problem.table, architecture, verdict.accelerator);
  const Limits limits = problem.table_limits();
  const Exploration best = explore(problem.table, architecture, problem.cost, limits);
  EvaluatorOutcome outcome;
  outcome.kind = name_of(evaluator.kind());
  outcome.accelerator = problem.hardware.at(verdict.accelerator);
  outcome.choices = problem.hardware.choices_of(outcome.accelerator);
  outcome.judged = verdict.judgement;
  outcome.actual = {actual, problem.cost(actual)};
  outcome.exact = {best.best.front().metrics, best.best.front().cost};
  outcome.regret = std::max(0.0, outcome.actual.cost / outcome.exact.cost - 1);
  return outcome;
}

}  // namespace

std::int64_t best_accelerator_by_model(const Problem& problem, const Architecture& architecture) {
  constexpr int kCandidates = 64;  // of equal cost; each takes some milliseconds
  constexpr double kFloat32Noise = 1e-5;
  const Exploration exploration =
      explore(problem.table, architecture, problem.cost, problem.table_limits(), kCandidates);
  if (exploration.best.empty()) throw Error::run_failure("the derived network has no feasible accelerator");
  const double least = exploration.best.front().cost;
  std::int64_t best = exploration.best.front().index;
  double best_cost = std::numeric_limits<double>::infinity();
  const Network network = lower(problem.network, architecture);
  std::vector<std::int64_t> close;
  for (const RankedAccelerator& candidate : exploration.best) {
    if (candidate.cost <= least * (1 + kFloat32Noise)) close.push_back(candidate.index);
  }
  if (close.size() == 1) return best;
  for (const std::int64_t index : close) {
    const NetworkCost exact = network_cost(network, problem.hardware, problem.hardware.at(index));
    const double cost = problem.cost(exact.metrics);
    if (exact.feasible && cost < best_cost) {
      best = index;
      best_cost = cost;
    }
  }
  return best;
}

Design derive_design(const Problem& problem, Evaluator& evaluator, const SearchResult& result) {
  const Architecture architecture = within_limits(problem, result);
  const Network network = lower(problem.network, architecture);
  Design design;
  design.accelerator = problem.hardware.at(best_accelerator_by_model(problem, architecture));
  const NetworkCost under_policy = network_cost(network, problem.hardware, design.accelerator);
  NoProgress silent;
  const NetworkCost chosen =
      network_cost_for(network, problem.hardware, design.accelerator, problem.cost, silent, problem.limits);
  if (!chosen.feasible) {
    throw Error::run_failure(
        fmt::format("layer '{}' of the derived network has no mapping", chosen.infeasible_layer));
  }
  design.network_space = problem.network.name;
  design.hardware_space = problem.hardware.name;
  design.choices = problem.hardware.choices_of(design.accelerator);
  design.blocks = design_blocks(problem.network, architecture);
  design.cost = problem.cost;
  design.metrics = chosen.metrics;
  design.macs = network.macs();
  design.layers = chosen.layers;

  const double policy_cost = problem.cost(under_policy.metrics), cost = problem.cost(chosen.metrics);
  design.mapping = {
      to_string(problem.hardware.policy), {under_policy.metrics, policy_cost}, 1 - cost / policy_cost};
  design.evaluator = judge_evaluator(problem, evaluator, architecture);
  if (problem.limits.any()) {
    if (!problem.limits.hold(design.metrics)) throw Error::run_failure("the design exceeds its limits");
    design.limits = {problem.limits, problem.limits.excess(design.metrics), result.within_limits_since,
                     changes_between(problem.network, result.architecture, architecture)};
  }
  ExactEvaluator exact(problem.table, problem.hardware, problem.cost, {}, problem.table_limits());
  design.search.evaluations = result.evaluations;
  design.search.entropy = result.entropy;
  design.search.validation_accuracy = result.validation_accuracy;
  design.search.supernet_score = result.score;
  design.search.lambda2 = result.lambda2;
  design.search.expected = verdict_of(evaluator, result.probabilities, problem.cost).judgement;
  design.search.expected_exact = verdict_of(exact, result.probabilities, problem.cost).judgement;
  design.search.cost_gap = policy_cost / design.search.expected.cost - 1;
  return design;
}

}  // namespace dance
