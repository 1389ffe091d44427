// What narrowing a large hardware space loses: the best accelerator of the narrowed space, and the one that
// the learned evaluator picks there, against that of a search by coordinate descent over the whole space from
// random accelerators, for random networks that narrowing never saw.
//
//   bench_narrowing --hardware FILE [--network small] [--networks 50] [--restarts 8] [--seed 1] [--threads 0]
//                   [--learned]
//
// Coordinate descent: all values of one hardware parameter after another, the others fixed, until none of
// them is better. Regrets are EDAP of the narrowed space's best (of the pick) over EDAP of the descents'
// best, less 1: below 0 where the descents found worse.
#include "dance/search/space/narrowing.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "dance/core/files.h"
#include "dance/core/mean_spread.h"
#include "dance/core/presets.h"
#include "dance/core/random.h"
#include "dance/engine/hardware/restriction.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/engine/table/explore.h"
#include "dance/search/learned_evaluator/learned_evaluator.h"
#include "dance/search/run/derivation.h"
#include "dance/search/space/random_networks.h"
#include "dance/search/space/space_table.h"
#include "dance/search/train/runtime.h"

using namespace dance;
using Clock = std::chrono::steady_clock;

namespace {

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class Descent {
 public:
  Descent(const NetworkSpace& networks, const Architecture& architecture, const HardwareSpace& space,
          const CostFunction& cost, int threads)
      : request_(request_of(lower(networks, architecture))),
        space_(space),
        parameters_(space.parameters()),
        cost_(cost),
        threads_(threads) {}

  // Least cost from a random start.
  double run(Random& random) {
    std::vector<std::int64_t> at;
    for (const auto& parameter : parameters_)
      at.push_back(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(parameter.values))));
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t p = 0, unchanged = 0; unchanged < parameters_.size(); p = (p + 1) % parameters_.size()) {
      const auto [step, cost] = best_on_line(at, p);
      unchanged = cost < least ? 0 : unchanged + 1;
      if (cost < least) at[p] = step, least = cost;
    }
    return least;
  }
  std::int64_t accelerators() const { return accelerators_; }

 private:
  std::pair<std::int64_t, double> best_on_line(const std::vector<std::int64_t>& at, std::size_t p) {
    KeptSteps kept;
    for (const std::int64_t step : at) kept.push_back({step});
    kept[p].clear();
    for (std::int64_t step = 0; step < parameters_[p].values; ++step) kept[p].push_back(step);
    NoProgress silent;
    const HardwareSpace line = restricted(space_, kept);
    const CostTable table = CostTable::build(request_, line, threads_, silent);
    accelerators_ += table.accelerators();
    const BestAccelerator best = best_accelerator(table, {}, cost_);
    if (best.index < 0) return {0, std::numeric_limits<double>::infinity()};
    return {best.index, best.cost};
  }

  const CostTableRequest request_;
  const HardwareSpace& space_;
  const std::vector<HardwareSpace::Parameter> parameters_;
  const CostFunction cost_;
  const int threads_;
  std::int64_t accelerators_ = 0;
};

// EDAP of the network on the accelerator that the evaluator picks for it.
double cost_of_pick(LearnedEvaluator& evaluator, const CostTable& table, const NetworkSpace& networks,
                    const Architecture& architecture, const CostFunction& cost) {
  const std::int64_t pick = evaluator.judge(one_hot(networks, architecture)).accelerator;
  return cost(network_metrics(table, architecture, pick));
}

nlohmann::ordered_json summary(const std::vector<double>& regrets) {
  const auto [least, most] = std::minmax_element(regrets.begin(), regrets.end());
  return {{"mean", mean_spread(regrets).mean}, {"best", *least}, {"worst", *most}};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("What narrowing a large hardware space loses");
  std::string network = "small", hardware;
  int count = 50, restarts = 8, threads = 0;
  std::uint64_t seed = 1;
  bool learned = false;
  NarrowingOptions options;
  app.add_option("--network", network);
  app.add_option("--hardware", hardware)->required();
  app.add_option("--networks", count);
  app.add_option("--restarts", restarts);
  app.add_option("--seed", seed);
  app.add_option("--threads", threads);
  app.add_flag("--learned", learned);
  app.add_option("--above", options.above);
  app.add_option("--most", options.most);
  CLI11_PARSE(app, argc, argv);

  const NetworkSpace networks = NetworkSpace::load(find_preset("network", network));
  const HardwareSpace space = HardwareSpace::load(find_preset("hardware", hardware));
  const CostFunction cost;
  NoProgress quiet;
  const Clock::time_point start = Clock::now();
  const HardwareSpace narrow = narrowed(networks, space, cost, {}, options, cache_folder(), threads, quiet);
  const double narrowing_s = seconds_since(start);
  const CostTable table =
      CostTable::build_cached(request_of(networks), narrow, cache_folder(), threads, quiet);
  const double table_s = seconds_since(start) - narrowing_s;

  std::unique_ptr<LearnedEvaluator> evaluator;
  if (learned) {
    configure_runtime(threads, "cpu");
    CostFunction relative = cost;
    relative.reference = reference_metrics(table, networks);
    evaluator = LearnedEvaluator::load_or_train(table, narrow, relative, {}, 0, cache_folder(), quiet);
  }

  Random random(seed, "bench narrowing");
  std::vector<double> regrets, regrets_of_picks;
  std::int64_t accelerators = 0;
  const Clock::time_point descents = Clock::now();
  for (int i = 0; i < count; ++i) {
    const Architecture architecture = varied_network(networks, random);
    Descent descent(networks, architecture, space, cost, threads);
    double least = std::numeric_limits<double>::infinity();
    for (int restart = 0; restart < restarts; ++restart) least = std::min(least, descent.run(random));
    accelerators += descent.accelerators();
    regrets.push_back(best_accelerator(table, architecture, cost).cost / least - 1);
    if (evaluator)
      regrets_of_picks.push_back(cost_of_pick(*evaluator, table, networks, architecture, cost) / least - 1);
  }
  const auto better = std::count_if(regrets.begin(), regrets.end(), [](double r) { return r > 1e-6; });
  const auto worse = std::count_if(regrets.begin(), regrets.end(), [](double r) { return r < -1e-6; });
  nlohmann::ordered_json json = {{"hardware_space", space.name},
                                 {"accelerators", space.size()},
                                 {"narrowed_to", narrow.size()},
                                 {"narrowing_s", narrowing_s},
                                 {"table_s", table_s},
                                 {"networks", count},
                                 {"restarts", restarts},
                                 {"descents_s", seconds_since(descents)},
                                 {"descents_accelerators", accelerators},
                                 {"regret", summary(regrets)},
                                 {"descents_better", better},
                                 {"descents_worse", worse}};
  if (learned) json["learned_regret"] = summary(regrets_of_picks);
  fmt::print("{}\n", json.dump(2));
}
