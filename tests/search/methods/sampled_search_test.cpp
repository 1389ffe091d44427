// The rivals that try networks one by one.
#include "dance/search/methods/sampled_search.h"

#include <gmock/gmock.h>

#include <functional>

#include "dance/engine/table/explore.h"
#include "dance/search/evaluator/exact_evaluator.h"
#include "dance/search/methods/evolution.h"
#include "dance/search/run/run.h"
#include "dance/search/supernet/derived_network.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

std::function<std::vector<int>()> random_networks(const std::vector<std::int64_t>& operations,
                                                  std::uint64_t seed) {
  return [operations, random = Random(seed, "test")]() mutable {
    std::vector<int> network;
    for (const std::int64_t count : operations)
      network.push_back(static_cast<int>(random.below(static_cast<std::uint64_t>(count))));
    return network;
  };
}

// Each of 16 variables adds its value i to one objective and (3 - i)^2 to the other. The two add up to 3
// for an i of 2 or 3 and to more for the others, so that one network in 65,536 is as good as can be.
TEST(Evolution, FindsWhatRandomNetworksDoNot) {
  constexpr int kVariables = 16;
  const std::vector<std::int64_t> operations(kVariables, 4);
  double least = 1e9;
  std::int64_t tried = 0;
  const Objectives objectives = [&](const std::vector<int>& architecture) -> std::array<double, 2> {
    EXPECT_EQ(architecture.size(), operations.size());
    double first = 0, second = 0;
    for (const int i : architecture) {
      EXPECT_GE(i, 0);
      EXPECT_LT(i, 4);
      first += i;
      second += (3 - i) * (3 - i);
    }
    least = std::min(least, first + second);
    ++tried;
    return {first, second};
  };
  evolve(operations, random_networks(operations, 1), objectives, {.population = 40}, 50, 1);
  EXPECT_EQ(tried, 51 * 40);
  EXPECT_EQ(least, 3 * kVariables);
  least = 1e9;
  const auto random = random_networks(operations, 1);
  for (const std::int64_t last = 2 * tried; tried < last;) objectives(random());
  EXPECT_GT(least, 3 * kVariables);
}

TEST(Evolution, ASeedIsAlwaysTheSameNetworks) {
  const std::vector<std::int64_t> operations = {7, 6, 3};
  const auto networks_of = [&](std::uint64_t seed) {
    std::vector<std::vector<int>> networks;
    evolve(
        operations, random_networks(operations, 2),
        [&](const std::vector<int>& architecture) -> std::array<double, 2> {
          networks.push_back(architecture);
          return {static_cast<double>(architecture[0]), static_cast<double>(architecture[1])};
        },
        {.population = 8}, 3, seed);
    return networks;
  };
  EXPECT_EQ(networks_of(5), networks_of(5));
  EXPECT_NE(networks_of(5), networks_of(6));
  const auto first = random_networks(operations, 2);
  const std::vector<std::vector<int>> networks = networks_of(5);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(networks[i], first()) << i;
}

class SampledRun : public test::MicroProblem {
 protected:
  SearchConfig config(const std::string& method) const {
    return load_search_config(config_file_, {"search.method=" + method, "search.trials=120",
                                             "search.trial_batches=2", "search.lambda2=0.5", "seed=3"});
  }
  SearchResult search(const SearchConfig& with, const Limits& limits = {}) {
    const Problem problem{space_, hardware_, table_, cost_, limits};
    ExactEvaluator evaluator(table_, hardware_, cost_);
    RunContext context{work(), torch::kCPU, {}, {}};
    return run_sampled_search({problem, data_, with.search, with.training, evaluator, with.seed, {}},
                              context);
  }
  SearchResult search(const std::string& method, const Limits& limits = {}) {
    return search(config(method), limits);
  }
  double cost_of(const Architecture& architecture) const {
    return explore(table_, architecture, cost_).best.front().cost;
  }

  DataSplits data_ = test::micro_data();
};

TEST_F(SampledRun, TheSameSeedFindsTheSame) {
  for (const std::string method : {"random", "evolution", "reinforcement"}) {
    const SearchResult a = search(method), b = search(method);
    EXPECT_EQ(a.architecture, b.architecture) << method;
    EXPECT_EQ(a.validation_accuracy, b.validation_accuracy) << method;
  }
}

// What is returned is within the limits where any network that was tried is.
TEST_F(SampledRun, LimitsComeFirst) {
  for (const std::string method : {"random", "evolution", "reinforcement"}) {
    const Architecture free = search(method).architecture;
    const double latency_ms = explore(table_, free, cost_).best.front().metrics.latency_ms;
    const Limits limits{.max_latency_ms = 0.9 * latency_ms};
    const Architecture limited = search(method, limits).architecture;
    EXPECT_FALSE(explore(table_, limited, cost_, limits).best.empty()) << method;
  }
}

TEST_F(SampledRun, AWholeRunHasADesign) {
  for (const std::string method : {"random", "evolution", "reinforcement"}) {
    const Design design = run_design_search(config(method), data_, folder_ / method, work()).design;
    EXPECT_EQ(design.evaluator.kind, "exact");
    const Architecture architecture = parse_architecture(space_, design.operations());
    EXPECT_NEAR(cost_of(architecture), design.mapping.under_policy.cost, 1e-5 * cost_of(architecture));
    EXPECT_EQ(load_search_config(folder_ / method / "config.yaml", {}).search.method,
              config(method).search.method);
  }
}

// A network that was tried on all of the validation split is judged as after the search.
TEST_F(SampledRun, TheResultIsJudgedOnTheWholeValidationSplit) {
  SearchConfig with = config("random");
  with.search.trial_batches = 8;  // of 16 images each, together all 128
  with.search.final_choice = {.draws = 0, .sweeps = 0};
  const SearchResult result = search(with);
  EXPECT_EQ(result.score.value().accuracy, result.validation_accuracy);
  EXPECT_GT(result.score->ce, 0);
  EXPECT_EQ(result.evaluations, with.search.trials);
}

// A network is compared on its best accelerator, whatever accelerator it was tried on. So the result is that
// of a final choice among all of them.
TEST_F(SampledRun, NetworksAreComparedOnTheirBestAccelerators) {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6, 7, 8}) {
    const auto found = [&](const FinalChoiceOptions& choice) {
      SearchConfig with = config("reinforcement");
      with.seed = seed;
      with.search.trial_batches = 8;  // all of them, as in the final choice
      with.search.final_choice = choice;
      return search(with).architecture;
    };
    EXPECT_EQ(found({.draws = 0, .sweeps = 0}), found({.draws = 1000, .sweeps = 0})) << seed;
  }
}

// Without a supernet, a network is as good as training from scratch makes it.
TEST_F(SampledRun, NetworksMayBeTrainedToBeTried) {
  const SearchConfig with = load_search_config(
      config_file_, {"search.method=reinforcement", "search.trials=40", "search.trial_epochs=2",
                     "search.warmup_epochs=0", "search.train_weights=no", "search.final_choice.draws=0",
                     "search.final_choice.sweeps=0", "final_training.start=scratch", "seed=5"});
  NoProgress silent;
  const Design design = run_design_search(with, data_, folder_ / "trained", work()).design;
  EXPECT_EQ(design.search.evaluations, 40);
  EXPECT_FALSE(design.search.supernet_score);
  EXPECT_FALSE(read_design(folder_ / "trained").search.supernet_score);
  DerivedNetwork network(space_, parse_architecture(space_, design.operations()), 5);
  TrainingOptions options = with.training;
  options.epochs = 2;
  options.with_validation = false;
  train_network(network, data_, options, torch::kCPU, silent);
  EXPECT_DOUBLE_EQ(evaluate_accuracy(network, data_.validation, data_.normalisation, torch::kCPU),
                   design.search.validation_accuracy);
}

// The networks are judged by all of the validation split. Of 40 networks tried on one batch, the best is
// seldom the best of all.
TEST_F(SampledRun, TheFinalChoiceBettersTheBestTried) {
  int judged_better = 0, exchanged_better = 0;
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6}) {
    const double lambda2 = seed % 2 == 0 ? 0.002 : 0.1;  // the cross-entropy decides, or the cost
    SearchConfig with = config("random");
    with.seed = seed;
    SearchOptions& options = with.search;
    options.trials = 40;
    options.trial_batches = 1;
    options.warmup_epochs = 8;
    options.lambda2.value = lambda2;
    const auto loss_with = [&](const FinalChoiceOptions& choice) {
      options.final_choice = choice;
      const SearchResult result = search(with);
      EXPECT_EQ(result.evaluations > 40, !choice.none());
      return result.score.value().ce + lambda2 * cost_of(result.architecture);
    };
    const double tried = loss_with({.draws = 0, .sweeps = 0}), judged = loss_with({.draws = 8, .sweeps = 0}),
                 exchanged = loss_with({.draws = 8, .sweeps = 9});
    EXPECT_LE(judged, tried + 1e-6);
    EXPECT_LE(exchanged, judged + 1e-6);
    judged_better += judged < tried - 1e-6 ? 1 : 0;
    exchanged_better += exchanged < judged - 1e-6 ? 1 : 0;
  }
  EXPECT_GT(judged_better, 0);
  EXPECT_GT(exchanged_better, 0);
}

}  // namespace
}  // namespace dance::test
