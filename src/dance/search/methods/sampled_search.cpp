#include "dance/search/methods/sampled_search.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "dance/core/random.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/engine/table/contenders.h"
#include "dance/search/evaluator/accelerator_encoding.h"
#include "dance/search/methods/controller.h"
#include "dance/search/methods/evolution.h"
#include "dance/search/methods/final_choice.h"
#include "dance/search/methods/one_hot.h"
#include "dance/search/methods/path_loss.h"
#include "dance/search/methods/supernet_training.h"
#include "dance/search/methods/trained_score.h"
#include "dance/search/space/random_networks.h"

namespace dance {

namespace {

// A network that was tried, and what it costs on its best accelerator, or on the one that the controller
// chose with it.
struct Trial {
  Architecture architecture;
  NetworkScore score;
  Metrics metrics;
  double cost = 0;
  double excess = 0;  // over the limits, 0 where they hold
  double loss = 0;
};

class SampledSearch {
 public:
  SampledSearch(const SearchTask& task, RunContext& context)
      : task_(task),
        context_(context),
        problem_(task.problem),
        options_(task.options),
        trial_training_(task.training),
        contenders_(contenders(problem_.table, problem_.cost, problem_.table_limits())) {
    if (options_.has_supernet()) {
      training_.emplace(problem_.network, task.data, options_, task.seed, context.device);
      path_loss_.emplace(*training_->supernet(), task.data, options_.architecture.batch_size, context.device);
    } else {
      trial_training_ = shortened(trial_training_, options_.trial_epochs);
      trial_training_.with_validation = false;
    }
  }

  SearchResult run() {
    if (training_) train_supernet();
    SearchResult result;
    context_.timings.phase("search", [&] {
      try_networks();
      const std::vector<Trial> best = best_tried(static_cast<std::size_t>(options_.final_choice.draws) + 1);
      result.validation_accuracy = best.front().score.accuracy;
      result.architecture = choose(best);
    });
    result.probabilities = one_hot(problem_.network, result.architecture);
    result.evaluations = trials_ + judged_at_end_;
    if (path_loss_) result.score = (*path_loss_)(result.architecture);
    if (training_) result.supernet = training_->supernet();
    result.lambda2 = options_.lambda2.value;
    return result;
  }

 private:
  void train_supernet() {
    context_.timings.phase("warm-up",
                           [&] { training_->warm_up(task_.warm_start, context_.progress, context_.log); });
    if (!options_.train_weights) return;
    context_.timings.phase("supernet", [&] {
      training_->train_on_all_sizes("supernet", options_.search_epochs, context_.progress, context_.log);
    });
  }

  void try_networks() {
    context_.progress.begin("search", options_.trials, "networks");
    switch (options_.method) {
      case SearchMethod::Evolution:
        evolve_networks();
        break;
      case SearchMethod::Reinforcement:
        learn_to_choose();
        break;
      default:
        draw_networks();
    }
    context_.progress.end();
  }

  void draw_networks() {
    Random random(task_.seed, "random search");
    while (trials_ < options_.trials) record(on_best(varied_network(problem_.network, random)));
  }

  void evolve_networks() {
    const EvolutionOptions& evolution = options_.evolution;
    const std::int64_t generations = std::max<std::int64_t>(1, options_.trials / evolution.population - 1);
    const auto objectives = [&](const std::vector<int>& architecture) -> std::array<double, 2> {
      const Trial trial = on_best(architecture);
      record(trial);
      return {trial.score.ce + beyond(trial), trial.cost + beyond(trial)};
    };
    Random random(task_.seed, "first generation");
    const auto first = [&] { return varied_network(problem_.network, random); };
    evolve(operations(), first, objectives, evolution, generations, task_.seed);
  }

  // The controller chooses the network and the accelerator.
  void learn_to_choose() {
    const AcceleratorEncoding encoding(problem_.hardware);
    std::vector<std::int64_t> values = operations();
    values.insert(values.end(), encoding.sizes().begin(), encoding.sizes().end());
    Controller controller(values, options_.reinforcement);
    Random random(task_.seed, "controller");
    while (trials_ < options_.trials) {
      const std::vector<int> choice = controller.sample(random);
      const auto layers = static_cast<std::ptrdiff_t>(problem_.network.layers.size());
      const std::vector<std::int64_t> parameters(choice.begin() + layers, choice.end());
      const auto accelerator = encoding.accelerators_of(torch::tensor(parameters).unsqueeze(0))[0];
      const Trial trial = on({choice.begin(), choice.begin() + layers}, accelerator.item<std::int64_t>());
      record(trial);
      // The penalty is at most of the scale of the losses: Adam's second moment remembers for a thousand
      // trials.
      controller.reward(choice, -trial.loss - std::min(trial.excess, 1.0));
    }
  }

  std::vector<std::int64_t> operations() const {
    std::vector<std::int64_t> counts;
    for (const SearchableLayer& layer : problem_.network.layers)
      counts.push_back(static_cast<std::int64_t>(layer.operations.size()));
    return counts;
  }

  // Beyond the limits a network is worse than any within them, and the worse the further it is beyond.
  static double beyond(const Trial& trial) {
    constexpr double kBeyond = 100;  // above any sensible cross-entropy or cost
    return trial.excess > 0 ? kBeyond * (1 + trial.excess) : 0;
  }

  // The best networks of those tried, each on its best accelerator, whatever it was tried on.
  std::vector<Trial> best_tried(std::size_t count) {
    std::vector<Trial> trials;
    for (const auto& [architecture, score] : tried_) trials.push_back(on_best(architecture));
    count = std::min(count, trials.size());
    const auto end = trials.begin() + static_cast<std::ptrdiff_t>(count);
    std::partial_sort(trials.begin(), end, trials.end(), [](const Trial& a, const Trial& b) {
      return is_better(a, b) || (!is_better(b, a) && a.architecture < b.architecture);
    });
    trials.erase(end, trials.end());
    return trials;
  }

  Architecture choose(const std::vector<Trial>& best) {
    const FinalChoiceOptions& options = options_.final_choice;
    if (options.none()) return best.front().architecture;
    FinalChoice choice = final_choice(
        [&](const Architecture& network) -> FinalChoice::Hardware {
          ++judged_at_end_;
          const auto [metrics, excess] = on_best_accelerator(network);
          return {excess, options_.lambda2.value * problem_.cost(metrics)};
        },
        *path_loss_, options.batches);
    for (const Trial& trial : best) choice.consider(trial.architecture);
    choice.exchange(problem_.network, options.sweeps);
    return choice.best();
  }

  // The metrics of the network on its best accelerator, and how far they exceed the limits.
  std::pair<Metrics, double> on_best_accelerator(const Architecture& architecture) const {
    const Limits limits = problem_.table_limits();
    const BestAccelerator best = best_accelerator(contenders_.table, architecture, problem_.cost, limits);
    if (best.index >= 0) return {best.metrics, 0};
    const Exploration none = explore(problem_.table, architecture, problem_.cost, limits);
    return {none.nearest.value().metrics, none.nearest_violation};
  }

  Trial on_best(const Architecture& architecture) {
    const auto [metrics, excess] = on_best_accelerator(architecture);
    return judged(architecture, metrics, excess);
  }

  Trial on(const Architecture& architecture, std::int64_t accelerator) {
    const Metrics metrics = network_metrics(problem_.table, architecture, accelerator);
    const bool runs = problem_.table.feasible()[static_cast<std::size_t>(accelerator)] != 0;
    return judged(architecture, metrics,
                  runs ? std::max(0.0, problem_.table_limits().excess(metrics)) : kCannotRun);
  }

  Trial judged(const Architecture& architecture, const Metrics& metrics, double excess) {
    const auto known = tried_.find(architecture);
    const NetworkScore score = known != tried_.end() ? known->second : score_of(architecture);
    const double cost = problem_.cost(metrics);
    return {architecture, score, metrics, cost, excess, score.ce + options_.lambda2.value * cost};
  }

  NetworkScore score_of(const Architecture& architecture) const {
    if (path_loss_) return path_loss_->of_first(options_.trial_batches, architecture);
    NoProgress silent;
    DerivedNetwork network(problem_.network, architecture, trial_training_.seed);
    return score_of_training(network, task_.data, trial_training_, context_.device, silent);
  }

  void record(const Trial& trial) {
    ++trials_;
    if (!best_ || is_better(trial, *best_)) best_ = trial;
    tried_.emplace(trial.architecture, trial.score);
    if (trials_ % SearchLog::kStepsPerRow == 0) write_row();
    context_.progress.advance(
        trials_, {{"loss", best_->loss}, {"accuracy", best_->score.accuracy}, {"cost", best_->cost}});
  }

  static bool is_better(const Trial& a, const Trial& b) {
    return a.excess != b.excess ? a.excess < b.excess : a.loss < b.loss;
  }

  // Logs the best network so far.
  void write_row() {
    const Trial& best = *best_;
    LogRow row;
    row.phase = "search";
    row.step = trials_;
    row.loss = best.loss;
    row.validation_ce = best.score.ce;
    row.validation_accuracy = best.score.accuracy;
    row.latency_ms = best.metrics.latency_ms;
    row.energy_mj = best.metrics.energy_mj;
    row.area_mm2 = best.metrics.area_mm2;
    row.cost = best.cost;
    row.lambda2 = options_.lambda2.value;
    context_.log.write(row);
  }

  static constexpr double kCannotRun = 1e3;  // excess of an accelerator that has no mapping of some layer

  const SearchTask& task_;
  RunContext& context_;
  const Problem& problem_;
  const SearchOptions& options_;
  TrainingOptions trial_training_;
  std::optional<SupernetTraining> training_;  // none with `trial_epochs`
  std::optional<PathLoss> path_loss_;
  const Contenders contenders_;
  std::map<Architecture, NetworkScore> tried_;
  std::optional<Trial> best_;  // as it was tried, so perhaps on the controller's accelerator
  std::int64_t trials_ = 0, judged_at_end_ = 0;
};

}  // namespace

SearchResult run_sampled_search(const SearchTask& task, RunContext& context) {
  return SampledSearch(task, context).run();
}

}  // namespace dance
