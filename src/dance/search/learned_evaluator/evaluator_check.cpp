#include "dance/search/learned_evaluator/evaluator_check.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dance/core/rank_correlation.h"
#include "dance/search/learned_evaluator/sampling.h"

namespace dance {

namespace {

constexpr std::int64_t kBatch = 1000;
constexpr double kEqual = 1e-6;  // costs this close, relatively, are equal

Spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  Spread spread;
  for (const double v : values) spread.mean += v / static_cast<double>(values.size());
  const double position = std::ceil(0.99 * static_cast<double>(values.size())) - 1;
  spread.p99 = values[static_cast<std::size_t>(std::max(0.0, position))];
  spread.worst = values.back();
  return spread;
}

double share_within(const std::vector<double>& values, double bound) {
  const auto within = std::count_if(values.begin(), values.end(), [=](double v) { return v <= bound; });
  return static_cast<double>(within) / static_cast<double>(values.size());
}

void append(std::vector<double>& values, const torch::Tensor& more) {
  const torch::Tensor flat = more.to(torch::kDouble).contiguous();
  values.insert(values.end(), flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel());
}

// Estimated and true metrics of every network.
class MetricSheet {
 public:
  void add(const torch::Tensor& estimate, const torch::Tensor& truth) {  // [batch, 3] each
    for (std::size_t m = 0; m < 3; ++m) {
      append(estimates_[m], estimate.select(1, static_cast<std::int64_t>(m)));
      append(truths_[m], truth.select(1, static_cast<std::int64_t>(m)));
    }
  }
  MetricScores scores() const { return {score(0), score(1), score(2)}; }

 private:
  MetricScore score(std::size_t metric) const {
    const std::vector<double>&estimates = estimates_[metric], &truths = truths_[metric];
    std::vector<double> errors(truths.size());
    for (std::size_t i = 0; i < errors.size(); ++i) errors[i] = std::abs(estimates[i] / truths[i] - 1);
    return {spread_of(std::move(errors)), kendall_tau(estimates, truths)};
  }

  std::array<std::vector<double>, 3> estimates_, truths_;  // latency, energy, area
};

// Figures of every network, gathered batch by batch.
class ScoreSheet {
 public:
  ScoreSheet(LearnedEvaluator& evaluator, const TableLabels& labels)
      : evaluator_(evaluator),
        labels_(labels),
        right_(static_cast<std::size_t>(evaluator.encoding().heads())) {}

  void add(const torch::Tensor& networks, Random& random) {  // [batch, layers, operations]
    const torch::Tensor architectures = networks.flatten(1);
    const TableLabels::Optimum optimum = labels_.optimum(architectures);
    const LearnedPrediction picked = evaluator_.predict(networks);
    const torch::Tensor pair = torch::stack({optimum.accelerators, picked.accelerators}, 1);  // [batch, 2]
    const torch::Tensor costs = labels_.costs(architectures, pair).to(torch::kDouble);
    const torch::Tensor regret = (costs.select(1, 1) / costs.select(1, 0) - 1).clamp_min(0);
    append(regret_, regret);
    append(second_, optimum.second_costs.to(torch::kDouble) / optimum.costs - 1);
    add_heads(architectures, optimum, picked.accelerators, regret <= kEqual);

    const bool forwards = evaluator_.forwards_features();
    metrics_.add(picked.metrics, truth(architectures, forwards ? picked.accelerators : optimum.accelerators));
    if (!forwards) return;
    const torch::Tensor anywhere = random_accelerators(networks.size(0), random);
    anywhere_.add(evaluator_.estimate(networks, anywhere), truth(architectures, anywhere));
  }

  EvaluatorScore score() const {
    EvaluatorScore score;
    score.networks = static_cast<std::int64_t>(regret_.size());
    score.regret = spread_of(regret_);
    score.metrics = metrics_.scores();
    if (evaluator_.forwards_features()) score.anywhere = anywhere_.scores();
    for (std::size_t h = 0; h < right_.size(); ++h)
      score.heads.push_back({evaluator_.encoding().names()[h],
                             static_cast<double>(right_[h]) / static_cast<double>(score.networks)});
    score.optimal_share = share_within(regret_, kEqual);
    score.second_within_1e_4 = share_within(second_, 1e-4);
    score.second_within_1e_3 = share_within(second_, 1e-3);
    score.second_within_1e_2 = share_within(second_, 1e-2);
    return score;
  }

 private:
  // [batch, inputs], [batch] -> [batch, 3]
  torch::Tensor truth(const torch::Tensor& architectures, const torch::Tensor& accelerators) const {
    return labels_.metrics(architectures, accelerators.unsqueeze(1)).select(1, 0);
  }

  torch::Tensor random_accelerators(std::int64_t count, Random& random) const {
    torch::Tensor some = torch::empty({count}, torch::kLong);
    std::int64_t* accelerator = some.data_ptr<std::int64_t>();
    const auto all = static_cast<std::uint64_t>(evaluator_.encoding().accelerators());
    for (std::int64_t i = 0; i < count; ++i) accelerator[i] = static_cast<std::int64_t>(random.below(all));
    return some;
  }

  void add_heads(const torch::Tensor& architectures, const TableLabels::Optimum& optimum,
                 const torch::Tensor& picked, const torch::Tensor& is_optimal) {
    const AcceleratorEncoding& encoding = evaluator_.encoding();
    // [batch, heads]
    const torch::Tensor best_values = encoding.values().index_select(0, optimum.accelerators);
    const torch::Tensor own_values = encoding.values().index_select(0, picked);
    for (std::int64_t h = 0; h < encoding.heads(); ++h) {
      torch::Tensor swapped = best_values.clone();
      swapped.select(1, h).copy_(own_values.select(1, h));
      const torch::Tensor pair = torch::stack({optimum.accelerators, encoding.accelerators_of(swapped)}, 1);
      const torch::Tensor costs = labels_.costs(architectures, pair).to(torch::kDouble);
      const torch::Tensor right =
          (costs.select(1, 1) <= costs.select(1, 0) * (1 + kEqual)).logical_or(is_optimal);
      right_[static_cast<std::size_t>(h)] += right.sum().item<std::int64_t>();
    }
  }

  LearnedEvaluator& evaluator_;
  const TableLabels& labels_;
  std::vector<double> regret_, second_;  // relative, over the least cost
  MetricSheet metrics_, anywhere_;
  std::vector<std::int64_t> right_;  // [heads]
};

}  // namespace

EvaluatorCheck check_evaluator(LearnedEvaluator& evaluator, const TableLabels& labels, std::int64_t networks,
                               std::uint64_t seed, Progress& progress) {
  EvaluatorCheck check;
  progress.begin("evaluator: check", 2 * networks, "networks");
  Random random(seed, "evaluator check accelerators");
  for (const bool one_hot : {true, false}) {
    ArchitectureSampler sampler(labels.operations(), seed,
                                one_hot ? "evaluator check one-hot" : "evaluator check soft");
    ScoreSheet sheet(evaluator, labels);
    for (std::int64_t done = 0; done < networks; done += kBatch) {
      const std::int64_t batch = std::min(kBatch, networks - done);
      sheet.add(one_hot ? sampler.one_hot(batch) : sampler.soft(batch), random);
      progress.advance((one_hot ? 0 : networks) + done + batch, {});
    }
    (one_hot ? check.one_hot : check.soft) = sheet.score();
  }
  progress.end();
  return check;
}

}  // namespace dance
