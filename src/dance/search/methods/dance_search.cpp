#include "dance/search/methods/dance_search.h"

#include <algorithm>

#include "dance/core/random.h"
#include "dance/search/data/batches.h"
#include "dance/search/evaluator/cost_tensor.h"
#include "dance/search/methods/architecture_step.h"
#include "dance/search/methods/final_choice.h"
#include "dance/search/methods/limit_weight.h"
#include "dance/search/methods/mean.h"
#include "dance/search/methods/one_hot.h"
#include "dance/search/methods/path_loss.h"
#include "dance/search/methods/problem.h"
#include "dance/search/methods/supernet_training.h"
#include "dance/search/train/correct.h"
#include "dance/search/train/training.h"

namespace dance {

namespace {

class DanceSearch {
 public:
  DanceSearch(const SearchTask& task, RunContext& context)
      : task_(task),
        context_(context),
        options_(task.options),
        table_limits_(task.problem.table_limits()),
        evaluator_(task.evaluator),
        training_(task.problem.network, task.data, options_, task.seed, context.device),
        supernet_(*training_.supernet()),
        validation_(task.data.validation, task.data.normalisation, task.data.augmentation,
                    options_.architecture.batch_size, task.seed, "search validation", context.device),
        gate_paths_(task.seed, "search gate paths"),
        architecture_optimiser_(options_.architecture) {}

  SearchResult run() {
    context_.timings.phase("warm-up",
                           [&] { training_.warm_up(task_.warm_start, context_.progress, context_.log); });
    const PathLoss path_loss(supernet_, task_.data, options_.architecture.batch_size, context_.device);
    SearchResult result;
    context_.timings.phase("search", [&] {
      search();
      result.architecture = choose(path_loss);
    });
    result.score = path_loss(result.architecture);
    result.supernet = training_.supernet();
    result.probabilities = supernet_.probabilities().detach().to(torch::kCPU);
    result.evaluations = evaluations_;
    result.entropy = supernet_.entropy().item<double>();
    result.validation_accuracy = last_epoch_accuracy_.take();
    result.lambda2 = row_.lambda2;
    result.within_limits_since = within_limits_since_;
    return result;
  }

 private:
  void search() {
    Progress& progress = context_.progress;
    const std::int64_t epoch_steps = training_.steps_per_epoch(),
                       steps = options_.search_epochs * epoch_steps;
    progress.begin("search", steps, "steps");
    row_.phase = "search";
    for (std::int64_t step = 0; step < steps; ++step) {
      if (options_.train_weights) training_.search_step(step);
      if ((step + 1) % options_.architecture.every_weight_steps == 0) {
        const double epoch = static_cast<double>(step) / static_cast<double>(epoch_steps);
        evaluator_.set_progress(static_cast<double>(step + 1) / static_cast<double>(steps));
        architecture_step(step, epoch, step >= steps - epoch_steps);
      }
      if ((step + 1) % SearchLog::kStepsPerRow == 0 || step + 1 == steps) write_row(step + 1);
      progress.advance(step + 1, figures());
    }
    progress.end();
  }

  void architecture_step(std::int64_t step, double epoch, bool last_epoch) {
    const double lambda2 = options_.lambda2.at(epoch);
    const Batch batch = validation_.next();
    const TwoPathSample sample = supernet_.sample_two_paths(gate_paths_);
    const torch::Tensor alphas = supernet_.alphas();
    const torch::Tensor logits = supernet_.forward_gated(batch.images, sample);
    const torch::Tensor ce = torch::cross_entropy_loss(logits, batch.labels);
    validation_ce_.add(finite_loss(ce, "search", step + 1));
    const torch::Tensor ce_gradient = torch::autograd::grad({ce}, {alphas})[0];
    const Evaluation evaluation = evaluator_.evaluate(supernet_.probabilities());
    ++evaluations_;
    row_.cost = finite_loss(evaluation.cost, "search, hardware cost", step + 1);
    torch::Tensor hardware = lambda2 * evaluation.cost;
    if (table_limits_.any()) hardware = hardware + limit_term(evaluation, step, epoch);
    const torch::Tensor cost_gradient = torch::autograd::grad({hardware}, {alphas})[0];
    architecture_optimiser_.step(supernet_, sample, ce_gradient, cost_gradient);

    const double accuracy = share_correct(logits, batch.labels);
    validation_accuracy_.add(accuracy);
    if (last_epoch) last_epoch_accuracy_.add(accuracy);
    row_.latency_ms = evaluation.latency_ms.item<double>();
    row_.energy_mj = evaluation.energy_mj.item<double>();
    row_.area_mm2 = evaluation.area_mm2.item<double>();
    row_.lambda2 = lambda2;
    row_.entropy = supernet_.entropy().item<double>();
  }

  torch::Tensor limit_term(const Evaluation& evaluation, std::int64_t step, double epoch) {
    const torch::Tensor excess =
        excess_of(table_limits_, evaluation.latency_ms, evaluation.energy_mj, evaluation.area_mm2);
    row_.limit_excess = excess.item<double>();
    row_.limit_weight = options_.lambda2.rise(epoch) * limit_weight_.update(row_.limit_excess);
    if (row_.limit_excess > 0) within_limits_since_.reset();
    if (row_.limit_excess <= 0 && !within_limits_since_) within_limits_since_ = step + 1;
    return row_.limit_weight * excess;
  }

  // The network that the search ends with, by the supernet's cross-entropy and the evaluator's cost.
  Architecture choose(const PathLoss& path_loss) {
    const Architecture most_probable = supernet_.derive();
    if (options_.final_choice.none()) return most_probable;
    // Every evaluator keeps to the limit on the area by itself, whatever area it estimates.
    Limits limits = table_limits_;
    limits.max_area_mm2.reset();
    FinalChoice choice = final_choice(
        [&](const Architecture& network) -> FinalChoice::Hardware {
          const Evaluation evaluation = evaluator_.judge(one_hot(supernet_.space(), network));
          ++evaluations_;
          const double excess = limits.excess(metrics_of(evaluation));
          return {std::max(0.0, excess), options_.lambda2.value * evaluation.cost.item<double>()};
        },
        path_loss, options_.final_choice.batches);
    choice.consider(most_probable);
    Random draws(task_.seed, "networks drawn at the end");
    for (std::int64_t i = 0; i < options_.final_choice.draws; ++i)
      choice.consider(supernet_.sample_path(draws));
    choice.exchange(supernet_.space(), options_.final_choice.sweeps);
    return choice.best();
  }

  void write_row(std::int64_t step) {
    row_.step = step;
    training_.fill(row_);
    row_.validation_ce = validation_ce_.take();
    row_.validation_accuracy = validation_accuracy_.take();
    // Mean cross-entropy and last cost. Left out are lambda1/2 * ||w||^2, which the optimiser applies as
    // weight decay, and the term of the hard limits.
    row_.loss = row_.validation_ce + row_.lambda2 * row_.cost;
    context_.log.write(row_);
  }

  // The figures of the last row.
  Figures figures() const {
    if (row_.step == 0) return {};
    return {{"loss", row_.loss},
            {"accuracy", row_.validation_accuracy},
            {"latency_ms", row_.latency_ms},
            {"energy_mj", row_.energy_mj},
            {"area_mm2", row_.area_mm2},
            {"entropy", row_.entropy}};
  }

  const SearchTask& task_;
  RunContext& context_;
  const SearchOptions& options_;
  const Limits table_limits_;  // for what the evaluator says
  Evaluator& evaluator_;
  SupernetTraining training_;
  Supernet& supernet_;
  BatchIterator validation_;
  Random gate_paths_;
  ArchitectureOptimiser architecture_optimiser_;
  LimitWeight limit_weight_;
  std::optional<std::int64_t> within_limits_since_;
  std::int64_t evaluations_ = 0;
  LogRow row_;
  Mean validation_ce_, validation_accuracy_, last_epoch_accuracy_;
};

}  // namespace

SearchResult run_dance(const SearchTask& task, RunContext& context) {
  return DanceSearch(task, context).run();
}

}  // namespace dance
