// The supernet's ranking of networks against the ranking by training them.
#include "dance/search/studies/supernet_ranking.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/faults.h"
#include "dance/search/methods/supernet_training.h"
#include "dance/search/supernet/derived_network.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;
using test::message_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Ranking : public test::MicroProblem {
 protected:
  SupernetRanking rank(const RankingOptions& options, const std::vector<std::string>& overrides = {}) {
    return rank_networks(load_search_config(config_file_, overrides), data_, options, folder_ / "out",
                         work());
  }
  SupernetRanking rank(std::int64_t count, const std::vector<std::string>& overrides = {}) {
    return rank({.networks = count, .epochs = 3}, overrides);
  }

  DataSplits data_ = test::micro_data();
};

// Kendall's tau-b by its formula, over all pairs, ties included.
double tau_by_pairs(const SupernetRanking& ranking) {
  double agree = 0, pairs_x = 0, pairs_y = 0;
  for (const RankedNetwork& a : ranking.networks) {
    for (const RankedNetwork& b : ranking.networks) {
      const double x = a.supernet_accuracy - b.supernet_accuracy,
                   y = a.trained_accuracy() - b.trained_accuracy();
      agree += (x > 0) == (y > 0) && x != 0 && y != 0 ? 1 : x != 0 && y != 0 ? -1 : 0;
      pairs_x += x != 0 ? 1 : 0;
      pairs_y += y != 0 ? 1 : 0;
    }
  }
  return agree / std::sqrt(pairs_x * pairs_y);
}

TEST_F(Ranking, NetworksAreTrainedWithoutTheValidationImages) {
  const SupernetRanking ranking = rank(4);
  ASSERT_EQ(ranking.networks.size(), 4U);
  TrainingOptions options = load_search_config(config_file_, {}).training;
  options.with_validation = false;
  options.epochs = 3;
  DerivedNetwork network(space_, ranking.networks[2].architecture, options.seed);
  NoProgress silent;
  train_network(network, data_, options, torch::kCPU, silent);
  EXPECT_EQ(evaluate_accuracy(network, data_.validation, data_.normalisation, torch::kCPU),
            ranking.networks[2].trained_accuracy());
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_NE(ranking.networks[i].architecture, ranking.networks[j].architecture);
  ASSERT_TRUE(ranking.tau_accuracy);
  EXPECT_NEAR(*ranking.tau_accuracy, tau_by_pairs(ranking), 1e-12);
}

TEST_F(Ranking, NetworksMayStartFromTheSupernet) {
  const std::vector<std::string> overrides = {"search.train_weights=no", "search.warmup_epochs=3"};
  const SupernetRanking ranking =
      rank({.networks = 4, .epochs = 1, .start = TrainingStart::Supernet}, overrides);
  const SearchConfig config = load_search_config(config_file_, overrides);
  SupernetTraining supernet(space_, data_, config.search, config.seed, torch::kCPU);
  NoProgress silent;
  SearchLog no_log;
  supernet.warm_up({}, silent, no_log);
  TrainingOptions options = config.training;
  options.with_validation = false;
  options.epochs = 1;
  DerivedNetwork network(space_, ranking.networks[1].architecture, options.seed);
  copy_part(*supernet.supernet(), network);
  train_network(network, data_, options, torch::kCPU, silent);
  EXPECT_EQ(evaluate_accuracy(network, data_.validation, data_.normalisation, torch::kCPU),
            ranking.networks[1].trained_accuracy());
  fs::remove_all(folder_ / "out");
  const SupernetRanking from_scratch = rank({.networks = 4, .epochs = 1}, overrides);
  int others = 0;
  for (std::size_t i = 0; i < 4; ++i)
    others += from_scratch.networks[i].trained_accuracies != ranking.networks[i].trained_accuracies ? 1 : 0;
  EXPECT_GT(others, 0);
}

// What an earlier call trained is read, not trained again.
TEST_F(Ranking, GoesOnWhereItStopped) {
  const SupernetRanking first = rank(2);
  const fs::path file = folder_ / "out" / "ranking.json";
  std::string text = read_file(file);
  const std::string key = "\"trained_accuracies\": [";
  const std::size_t at = text.find(key) + key.size();
  text.replace(at, text.find(']', at) - at, "0.0625");
  write_file_atomic(file, text);
  const SupernetRanking more = rank(3);
  ASSERT_EQ(more.networks.size(), 3U);
  EXPECT_EQ(more.networks[0].trained_accuracies, std::vector{0.0625});
  EXPECT_EQ(more.networks[1].trained_accuracies, first.networks[1].trained_accuracies);
  EXPECT_EQ(more.networks[1].supernet_ce, first.networks[1].supernet_ce);
}

TEST_F(Ranking, WhatIsTrainedStaysThoughFewerAreAskedFor) {
  rank(3);
  const std::string file = read_file(folder_ / "out" / "ranking.json");
  EXPECT_EQ(rank(2).networks.size(), 2U);
  EXPECT_EQ(read_file(folder_ / "out" / "ranking.json"), file);
}

// The second training has the next seed; the mean of both is what is ranked.
TEST_F(Ranking, NetworksAreTrainedAgainByTheNextSeed) {
  const SupernetRanking once = rank(4);
  EXPECT_FALSE(once.tau_trainings);
  const SupernetRanking twice = rank({.networks = 4, .trainings = 2, .epochs = 3});
  TrainingOptions options = load_search_config(config_file_, {}).training;
  options.with_validation = false;
  options.epochs = 3;
  options.seed += 1;
  DerivedNetwork network(space_, twice.networks[3].architecture, options.seed);
  NoProgress silent;
  train_network(network, data_, options, torch::kCPU, silent);
  const double accuracy = evaluate_accuracy(network, data_.validation, data_.normalisation, torch::kCPU);
  EXPECT_THAT(twice.networks[3].trained_accuracies,
              ElementsAre(once.networks[3].trained_accuracies.front(), accuracy));
  EXPECT_DOUBLE_EQ(twice.networks[3].trained_accuracy(),
                   (once.networks[3].trained_accuracies.front() + accuracy) / 2);
  ASSERT_TRUE(twice.tau_accuracy && twice.tau_trainings);
  EXPECT_NEAR(*twice.tau_accuracy, tau_by_pairs(twice), 1e-12);
  // Puts the first training in the supernet's place, and the second in that of the training.
  SupernetRanking of_trainings = twice;
  for (RankedNetwork& ranked : of_trainings.networks) {
    ranked.supernet_accuracy = ranked.trained_accuracies[0];
    ranked.trained_accuracies.erase(ranked.trained_accuracies.begin());
  }
  EXPECT_NEAR(*twice.tau_trainings, tau_by_pairs(of_trainings), 1e-12);
  EXPECT_EQ(rank(4).networks[3].trained_accuracies.size(), 2U);  // what was trained before counts
}

// The file's figures are over the trainings that all its networks have.
TEST_F(Ranking, FewerNetworksMayBeTrainedMoreOften) {
  const SupernetRanking four = rank(4);
  const SupernetRanking two = rank({.networks = 2, .trainings = 2, .epochs = 3});
  EXPECT_EQ(two.networks.size(), 2U);
  EXPECT_EQ(two.networks[1].trained_accuracies.size(), 2U);
  const SupernetRanking again = rank(4);
  EXPECT_EQ(again.tau_accuracy, four.tau_accuracy);
  EXPECT_EQ(again.networks[1].trained_accuracies, two.networks[1].trained_accuracies);
  EXPECT_EQ(again.networks[2].trained_accuracies, four.networks[2].trained_accuracies);
  EXPECT_FALSE(again.tau_trainings);
}

TEST_F(Ranking, RefusesOtherSettingsForeignFoldersAndTooManyNetworks) {
  rank(2);
  EXPECT_THAT(message_of([&] { rank({.networks = 2, .epochs = 4}); }), HasSubstr("is of other settings"));
  EXPECT_THAT(message_of([&] { rank({.networks = 2, .epochs = 3, .draw = NetworkDraw::Uniform}); }),
              HasSubstr("is of other networks; expected uniform, or another --out; got varied"));
  fs::remove_all(folder_ / "out");
  write_file_atomic(folder_ / "out" / "thesis.txt", "mine");
  EXPECT_THAT(message_of([&] { rank(2); }), HasSubstr("not empty"));
  EXPECT_THAT(message_of([&] { rank(2, {"search.architecture.batch_size=129"}); }),
              HasSubstr("a batch is larger than its split"));
  EXPECT_THAT(message_of([&] { rank(101); }),
              HasSubstr("--networks: more than the space has; expected at most 100"));
}

}  // namespace
}  // namespace dance::test
