#include "dance/search/sampled_search.h"

#include <map>
#include <optional>

#include "dance/core/random.h"
#include "dance/cost/explore.h"
#include "dance/search/derivation.h"
#include "dance/search/evolution.h"
#include "dance/search/path_loss.h"
#include "dance/search/supernet_training.h"

namespace dance {

namespace {

// What is known of a network that was tried.
struct Trial {
  PathLoss::Score score;
  Metrics metrics;  // on its best accelerator
  double cost = 0;
  double excess = 0;  // over the limits, 0 where they hold
  double loss = 0;
};

class SampledSearch {
 public:
  SampledSearch(const Problem& problem, const DataSplits& data, const SearchOptions& options,
                std::uint64_t seed, torch::Device device)
      : problem_(problem),
        options_(options),
        seed_(seed),
        training_(problem.network, data, options, seed, device),
        path_loss_(training_.supernet(), data, options.architecture.batch_size, options.trial_batches,
                   device) {}

  SearchResult run(Timings& timings, Progress& progress, SearchLog& log, const WarmStart& warm_start) {
    timings.phase("warm-up", [&] { training_.warm_up(warm_start, progress, log); });
    timings.phase("supernet",
                  [&] { training_.train_uniformly("supernet", options_.search_epochs, progress, log); });
    timings.phase("search", [&] { try_networks(progress, log); });
    SearchResult result;
    result.architecture = best_->first;
    result.probabilities = one_hot(problem_.network, best_->first);
    result.validation_accuracy = best_->second.score.accuracy;
    result.lambda2 = options_.lambda2.value;
    return result;
  }

 private:
  using Known = std::map<Architecture, Trial>;

  void try_networks(Progress& progress, SearchLog& log) {
    progress.begin("search", options_.trials, "networks");
    progress_ = &progress;
    log_ = &log;
    if (options_.method == SearchMethod::Random) {
      Random random(seed_, "random search");
      while (trials_ < options_.trials) try_one(training_.supernet().sample_uniform_path(random));
    } else {
      EvolutionOptions evolution;
      evolution.generations = std::max<std::int64_t>(1, options_.trials / evolution.population - 1);
      const auto objectives = [&](const std::vector<int>& architecture) -> std::array<double, 2> {
        const Trial& trial = try_one(architecture);
        // Beyond the limits a network is worse than any within them, the more the further.
        const double beyond = trial.excess > 0 ? kBeyond * (1 + trial.excess) : 0;
        return {trial.score.ce + beyond, trial.cost + beyond};
      };
      std::vector<std::int64_t> operations;
      for (const SearchableLayer& layer : problem_.network.layers)
        operations.push_back(static_cast<std::int64_t>(layer.operations.size()));
      evolve(operations, objectives, evolution, seed_);
    }
    progress.end();
  }

  const Trial& try_one(const Architecture& architecture) {
    const auto [known, added] = known_.try_emplace(architecture);
    if (added) known->second = judge(architecture);
    ++trials_;
    if (best_ == known_.end() || is_better(known->second, best_->second)) best_ = known;
    if (trials_ % SearchLog::kStepsPerRow == 0) write_row();
    const Trial& best = best_->second;
    progress_->advance(trials_,
                       {{"loss", best.loss}, {"accuracy", best.score.accuracy}, {"cost", best.cost}});
    return known->second;
  }

  Trial judge(const Architecture& architecture) const {
    Trial trial;
    trial.score = path_loss_(architecture);
    const Exploration found = explore(problem_.table, architecture, problem_.cost, problem_.table_limits());
    const RankedAccelerator& best = found.best.empty() ? found.nearest.value() : found.best.front();
    trial.metrics = best.metrics;
    trial.cost = best.cost;
    trial.excess = found.best.empty() ? found.nearest_violation : 0;
    trial.loss = trial.score.ce + options_.lambda2.value * trial.cost;
    return trial;
  }

  static bool is_better(const Trial& a, const Trial& b) {
    return a.excess != b.excess ? a.excess < b.excess : a.loss < b.loss;
  }

  // Of the best so far.
  void write_row() {
    const Trial& best = best_->second;
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
    log_->write(row);
  }

  static constexpr double kBeyond = 100;  // above any cross-entropy or cost of sense

  const Problem& problem_;
  const SearchOptions& options_;
  const std::uint64_t seed_;
  SupernetTraining training_;
  PathLoss path_loss_;
  Known known_;
  Known::const_iterator best_ = known_.end();
  std::int64_t trials_ = 0;
  Progress* progress_ = nullptr;
  SearchLog* log_ = nullptr;
};

}  // namespace

SearchResult run_sampled_search(const Problem& problem, const DataSplits& data, const SearchOptions& options,
                                std::uint64_t seed, torch::Device device, Timings& timings,
                                Progress& progress, SearchLog& log, const WarmStart& warm_start) {
  return SampledSearch(problem, data, options, seed, device).run(timings, progress, log, warm_start);
}

}  // namespace dance
