#include "dance/search/methods/dance_search.h"

#include <gmock/gmock.h>

#include "core/faults.h"
#include "dance/engine/table/explore.h"
#include "dance/search/evaluator/exact_evaluator.h"
#include "search/methods/micro.h"

namespace dance::test {
namespace {

using test::message_of;
using ::testing::HasSubstr;

// Three layers, four accelerators; every operation dearer than the one after it, Zero free.
CostTable::Entries rows_of(const NetworkSpace& space) {
  CostTable::Entries rows;
  for (const SearchableLayer& layer : space.layers) {
    rows.latency_ms.emplace_back();
    rows.energy_mj.emplace_back();
    const std::size_t operations = layer.operations.size();
    for (std::size_t o = 0; o < operations; ++o) {
      const auto size = static_cast<float>(layer.operations[o].is_zero() ? 0 : operations - o);
      rows.latency_ms.back().push_back({4 * size, 3 * size, 2 * size, 1.5F * size});
      rows.energy_mj.back().push_back({size, 1.2F * size, 1.5F * size, 2 * size});
    }
  }
  rows.fixed_latency_ms = {1, 1, 1, 1};
  rows.fixed_energy_mj = {1, 1, 1, 1};
  rows.area_mm2 = {1, 1.5F, 2, 3};
  return rows;
}

class MicroSearch : public ::testing::Test {
 protected:
  MicroSearch() {
    config_ = load_search_config(test::write_micro_files(folder_), {});
    space_ = NetworkSpace::load(config_.network_file);
    table_ = CostTable::from_entries(rows_of(space_), "micro");
    hardware_.pe_x = {1, 2};
    hardware_.pe_y = {1, 2};
    hardware_.rf_words = {8};
    hardware_.glb_bytes = {1024};
    hardware_.glb_width_bits = {64};
    hardware_.dataflows.resize(1);
    const Architecture largest(space_.layers.size(), 0);
    cost_.reference = explore(table_, largest, cost_).best.front().metrics;
    at::set_num_threads(1);
  }

  SearchResult search(double lambda2, std::uint64_t seed = 1) {
    config_.search.lambda2 = {lambda2, 1};
    ExactEvaluator evaluator(table_, hardware_, cost_);
    const Problem problem{space_, hardware_, table_, cost_, {}};
    RunContext context{test::silent_work({}), torch::kCPU, {}, {}};
    return run_dance({problem, data_, config_.search, config_.training, evaluator, seed, {}}, context);
  }

  double expected_cost(const SearchResult& result) {
    return ExactEvaluator(table_, hardware_, cost_).evaluate(result.probabilities).cost.item<double>();
  }

  test::TemporaryFolder folder_;
  SearchConfig config_;
  NetworkSpace space_;
  CostTable table_;
  HardwareSpace hardware_;
  CostFunction cost_;
  DataSplits data_ = test::micro_data();
};

TEST_F(MicroSearch, CostFallsAsLambda2Grows) {
  double previous = expected_cost(search(0));
  for (const double lambda2 : {0.03, 0.1, 0.3}) {
    const double cost = expected_cost(search(lambda2));
    EXPECT_LT(cost, previous) << lambda2;
    previous = cost;
  }
}

TEST_F(MicroSearch, AHugeLambda2TakesTheCheapestOperationEverywhere) {
  const SearchResult result = search(1e4);
  for (std::size_t l = 0; l < space_.layers.size(); ++l) {
    EXPECT_EQ(result.architecture[l] + 1, static_cast<int>(space_.layers[l].operations.size())) << l;
  }
}

TEST_F(MicroSearch, EqualSeedsGiveEqualBits) {
  const SearchResult first = search(0.5), second = search(0.5), other = search(0.5, 2);
  EXPECT_TRUE(torch::equal(first.probabilities, second.probabilities));
  EXPECT_EQ(first.architecture, second.architecture);
  EXPECT_EQ(first.validation_accuracy, second.validation_accuracy);
  EXPECT_FALSE(torch::equal(first.probabilities, other.probabilities));
}

// All validation images are used, as when the result is judged. So the network that is taken has at most the
// loss of the most probable one.
TEST_F(MicroSearch, TakesADrawnOrChangedNetworkWhereThatIsBetter) {
  config_.search.final_choice.batches = 8;
  const auto loss = [&](const SearchResult& result) {
    return result.score.value().ce + 0.3 * explore(table_, result.architecture, cost_).best.front().cost;
  };
  int better = 0;
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6}) {
    config_.search.final_choice.draws = config_.search.final_choice.sweeps = 0;
    const SearchResult most_probable = search(0.3, seed);
    config_.search.final_choice.draws = 64;
    const SearchResult drawn = search(0.3, seed);
    EXPECT_TRUE(torch::equal(drawn.probabilities, most_probable.probabilities));
    EXPECT_LE(loss(drawn), loss(most_probable) + 1e-6);
    better += loss(drawn) < loss(most_probable) - 1e-6 ? 1 : 0;
    config_.search.final_choice.sweeps = 2;
    EXPECT_LE(loss(search(0.3, seed)), loss(drawn) + 1e-6);
  }
  EXPECT_GT(better, 0);
}

TEST_F(MicroSearch, LearnsTheImages) {
  config_.search.warmup_epochs = 8;
  EXPECT_GT(search(0).validation_accuracy, 0.5);  // four classes: chance is 0.25
}

TEST_F(MicroSearch, ALossThatExplodesFailsTheRun) {
  config_.search.weights.learning_rate = 1e20;
  const std::string message = message_of([&] { search(0); });
  EXPECT_THAT(message, HasSubstr("warm-up: the loss is"));
  try {
    search(0);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), kExitRunFailure);
  }
}

}  // namespace
}  // namespace dance::test
