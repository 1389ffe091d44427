// What narrowing a large hardware space loses, on random networks that narrowing never saw. For each of them
// the best accelerator of the narrowed space is compared with what coordinate descent finds in the whole
// space from random accelerators; with --learned, so is the accelerator that the learned evaluator picks.
//
//   bench_narrowing --hardware FILE [--network small] [--networks 50] [--restarts 8] [--seed 1] [--threads 0]
//                   [--above N] [--most N] [--learned] [--json]
//
// Coordinate descent tries all values of one hardware parameter after another while the others stay, until
// none is better. A regret is the EDAP of the narrowed space's best (or of the pick) over that of the
// descents' best, less 1: it is below 0 where the descents found something worse.
#include "dance/search/space/narrowing.h"

#include <algorithm>

#include "bench/program.h"
#include "dance/core/mean_spread.h"
#include "dance/core/presets.h"
#include "dance/core/random.h"
#include "dance/engine/hardware/restriction.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/engine/table/explore.h"
#include "dance/search/learned_evaluator/learned_evaluator.h"
#include "dance/search/methods/one_hot.h"
#include "dance/search/space/random_networks.h"
#include "dance/search/space/space_table.h"
#include "dance/search/train/runtime.h"

using namespace dance;
using bench::Json;

namespace {

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

// Regrets over the networks.
Json summary(const std::vector<double>& regrets) {
  Json json = {{"mean", mean_spread(regrets).mean}};
  json.update(to_json(bench::spread_of(regrets)));
  return json;
}

struct Options {
  std::string network = "small", hardware;
  int networks = 50, restarts = 8;
  std::uint64_t seed = 1;
  bool learned = false;
  NarrowingOptions narrowing;
};

// The descents for each network, beside what the narrowed space (and the evaluator, where there is one) has.
Json compare_with_descents(const Options& options, const NetworkSpace& networks, const HardwareSpace& space,
                           const CostTable& table, const CostFunction& cost, LearnedEvaluator* evaluator,
                           int threads) {
  Random random(options.seed, "bench narrowing");
  std::vector<double> regrets, regrets_of_picks, seconds;
  std::int64_t accelerators = 0;
  for (int i = 0; i < options.networks; ++i) {
    const Architecture architecture = varied_network(networks, random);
    Descent descent(networks, architecture, space, cost, threads);
    double least = std::numeric_limits<double>::infinity();
    for (int restart = 0; restart < options.restarts; ++restart) {
      const double start = bench::seconds();
      least = std::min(least, descent.run(random));
      seconds.push_back(bench::seconds() - start);
    }
    accelerators += descent.accelerators();
    regrets.push_back(best_accelerator(table, architecture, cost).cost / least - 1);
    if (evaluator != nullptr)
      regrets_of_picks.push_back(cost_of_pick(*evaluator, table, networks, architecture, cost) / least - 1);
  }
  Json json = {
      {"descent_s", to_json(bench::spread_of(seconds))},
      {"descents_accelerators", accelerators},
      {"regret", summary(regrets)},
      {"descents_better", std::count_if(regrets.begin(), regrets.end(), [](double r) { return r > 1e-6; })},
      {"descents_worse", std::count_if(regrets.begin(), regrets.end(), [](double r) { return r < -1e-6; })}};
  if (evaluator != nullptr) json["learned_regret"] = summary(regrets_of_picks);
  return json;
}

Json measure(const Options& options, const WorkContext& work) {
  const NetworkSpace networks = NetworkSpace::load(find_preset("network", options.network));
  const HardwareSpace space = HardwareSpace::load(find_preset("hardware", options.hardware));
  const CostFunction cost;
  const double start = bench::seconds();
  const HardwareSpace narrow = narrowed(networks, space, cost, {}, options.narrowing, work);
  const double narrowing_s = bench::seconds() - start;
  const CostTable table = CostTable::build_cached(request_of(networks), narrow, work);
  const double table_s = bench::seconds() - start - narrowing_s;

  std::unique_ptr<LearnedEvaluator> evaluator;
  if (options.learned) {
    configure_runtime(work.threads, "cpu");
    CostFunction relative = cost;
    relative.reference = reference_metrics(table, networks);
    evaluator = LearnedEvaluator::load_or_train(table, narrow, relative, {}, 0, work);
  }
  Json json = {{"hardware_space", space.name}, {"accelerators", space.size()}, {"narrowed_to", narrow.size()},
               {"narrowing_s", narrowing_s},   {"table_s", table_s},           {"networks", options.networks},
               {"restarts", options.restarts}};
  json.update(compare_with_descents(options, networks, space, table, cost, evaluator.get(), work.threads));
  return json;
}

}  // namespace

int main(int argc, char** argv) {
  bench::Program program("bench_narrowing", "What narrowing a large hardware space loses");
  Options options;
  program.takes_threads(0);
  program.options().add_option("--network", options.network);
  program.options().add_option("--hardware", options.hardware)->required();
  program.options().add_option("--networks", options.networks)->check(CLI::PositiveNumber);
  program.options().add_option("--restarts", options.restarts)->check(CLI::PositiveNumber);
  program.options().add_option("--seed", options.seed);
  program.options().add_flag("--learned", options.learned);
  program.options().add_option("--above", options.narrowing.above);
  program.options().add_option("--most", options.narrowing.most);
  return program.run(argc, argv, [&] { return measure(options, program.work()); });
}
