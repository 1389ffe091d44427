#include "dance/evaluator/evaluator_check.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dance/evaluator/sampling.h"

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

void append(std::vector<double>& values, const torch::Tensor& more) {
  const torch::Tensor flat = more.to(torch::kDouble).contiguous();
  values.insert(values.end(), flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel());
}

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
    add_errors(errors_.data(), picked.metrics, architectures, picked.accelerators);

    torch::Tensor anywhere = torch::empty_like(picked.accelerators);
    std::int64_t* index = anywhere.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < anywhere.numel(); ++i)
      index[i] = static_cast<std::int64_t>(
          random.below(static_cast<std::uint64_t>(evaluator_.encoding().accelerators())));
    add_errors(errors_.data() + 3, evaluator_.estimate(networks, anywhere), architectures, anywhere);
    add_heads(architectures, optimum, picked.accelerators, regret <= kEqual);
  }

  EvaluatorScore score() const {
    EvaluatorScore score;
    score.networks = static_cast<std::int64_t>(regret_.size());
    score.regret = spread_of(regret_);
    Spread* const spreads[] = {&score.latency_error,       &score.energy_error,
                               &score.area_error,          &score.random_latency_error,
                               &score.random_energy_error, &score.random_area_error};
    for (std::size_t i = 0; i < errors_.size(); ++i) *spreads[i] = spread_of(errors_[i]);
    const double count = static_cast<double>(score.networks);
    for (std::size_t h = 0; h < right_.size(); ++h)
      score.heads.push_back({evaluator_.encoding().names()[h], static_cast<double>(right_[h]) / count});
    score.optimal_share = static_cast<double>(std::count_if(regret_.begin(), regret_.end(),
                                                            [](double r) { return r <= kEqual; })) /
                          count;
    return score;
  }

 private:
  void add_errors(std::vector<double>* errors, const torch::Tensor& estimate,
                  const torch::Tensor& architectures, const torch::Tensor& accelerators) {
    const torch::Tensor truth =
        labels_.metrics(architectures, accelerators.unsqueeze(1)).select(1, 0);  // [batch, 3]
    const torch::Tensor error = (estimate / truth - 1).abs();
    for (std::int64_t m = 0; m < 3; ++m) append(errors[m], error.select(1, m));
  }

  void add_heads(const torch::Tensor& architectures, const TableLabels::Optimum& optimum,
                 const torch::Tensor& picked, const torch::Tensor& is_optimal) {
    const AcceleratorEncoding& encoding = evaluator_.encoding();
    const torch::Tensor best_values =
        encoding.values().index_select(0, optimum.accelerators);  // [batch, heads]
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
  std::vector<double> regret_;
  std::array<std::vector<double>, 6>
      errors_;                       // latency, energy, area on the pick; the same on a random accelerator
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
