#include "dance/search/run/run.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "core/faults.h"
#include "core/recorded_progress.h"
#include "dance/core/config_key_reader.h"
#include "dance/search/supernet/derived_network.h"
#include "dance/search/train/checkpoint.h"
#include "search/methods/micro.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;
using test::message_of;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class MicroRun : public ::testing::Test {
 protected:
  MicroRun() { config_file_ = test::write_micro_files(folder_); }

  SearchReport run(const std::string& name, const std::vector<std::string>& overrides = {}) {
    return run_design_search(load_search_config(config_file_, overrides), data_, folder_ / name, work());
  }
  WorkContext work() const { return test::silent_work(folder_ / "cache"); }

  test::TemporaryFolder folder_;
  fs::path config_file_;
  DataSplits data_ = test::micro_data();
};

TEST_F(MicroRun, LeavesAFolderThatAUserCanUse) {
  const SearchReport report = run("run");
  for (const auto& [name, what] : report.files) EXPECT_TRUE(fs::exists(folder_ / "run" / name)) << name;
  const Design design = read_design(folder_ / "run");
  EXPECT_EQ(design.network_space, "micro");
  EXPECT_EQ(design.hardware_space, "micro-edge");
  EXPECT_EQ(design.test_images, 200);
  EXPECT_EQ(design.evaluator.kind, "exact");
  EXPECT_LT(design.evaluator.regret, 1e-5);  // the float32 of the table's scan
  EXPECT_GE(design.mapping.gain, 0);
  double latency_ms = 0, energy_mj = 0;
  for (const LayerCost& layer : design.layers) {
    latency_ms += layer.latency_ms;
    energy_mj += layer.energy_mj;
  }
  EXPECT_NEAR(latency_ms, design.metrics.latency_ms, 1e-9);
  EXPECT_NEAR(energy_mj, design.metrics.energy_mj, 1e-9);
  std::ifstream log(folder_ / "run" / "log.csv");
  std::string header;
  std::getline(log, header);
  EXPECT_THAT(header, StartsWith("phase,step,loss,ce,accuracy"));
}

TEST_F(MicroRun, TheTrainingsRecordHasEveryKeyOfItsOptions) {
  run("run");
  const Json options = Json::parse(read_file(folder_ / "run" / kTrainingFile)).at("options");
  TrainingOptions training;
  KeyWriter keys;
  declare_keys(keys, training);
  std::istringstream lines(keys.yaml());
  for (std::string line; std::getline(lines, line);)
    EXPECT_TRUE(options.contains(line.substr(0, line.find(':')))) << line;
}

TEST_F(MicroRun, EqualSeedsGiveEqualFiles) {
  run("first");
  run("second");
  for (const char* name :
       {"design.json", "log.csv", "train.json", "start.dance", "weights.dance", "config.yaml"}) {
    EXPECT_EQ(read_file(folder_ / "first" / name), read_file(folder_ / "second" / name)) << name;
  }
}

// The second search of a setting goes on from the first one's warm-up, and finds the same to the bit.
TEST_F(MicroRun, AKeptWarmUpIsAsGoodAsOnesOwn) {
  const auto kept = [&] {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_ / "cache")) {
      if (entry.path().filename().string().starts_with("supernet-")) files.push_back(entry.path());
    }
    return files;
  };
  const auto expect_equal = [&](const std::string& a, const std::string& b) {
    for (const char* name : {"design.json", "log.csv", "weights.dance"})
      EXPECT_EQ(read_file(folder_ / a / name), read_file(folder_ / b / name)) << name;
  };
  run("own", {"search.reuse_warm_up=no"});
  EXPECT_THAT(kept(), testing::IsEmpty());
  run("keeps");
  ASSERT_THAT(kept(), testing::SizeIs(1));
  run("reuses");
  expect_equal("own", "keeps");
  expect_equal("own", "reuses");

  run("dearer", {"search.lambda2=5"});  // a warm-up does not depend on it
  EXPECT_THAT(kept(), testing::SizeIs(1));
  run("dearer, own", {"search.lambda2=5", "search.reuse_warm_up=no"});
  expect_equal("dearer", "dearer, own");

  std::string damaged = read_file(kept().front());
  damaged[damaged.size() / 2] ^= 1;
  write_file_atomic(kept().front(), damaged);
  run("damaged");
  expect_equal("own", "damaged");
  run("another seed", {"seed=7"});
  EXPECT_THAT(kept(), testing::SizeIs(2));
  for (const std::string name : {"own, staying", "reuses, staying"}) run(name, {"search.train_weights=no"});
  expect_equal("own, staying", "reuses, staying");
}

// Where the weights stay, searches of other lengths have the same supernet.
TEST_F(MicroRun, WeightsMayStayAsTheWarmUpLeftThem) {
  const auto warm_ups = [&] {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder_ / "cache"))
      files += entry.path().filename().string().starts_with("supernet-") ? 1 : 0;
    return files;
  };
  run("short", {"search.train_weights=no", "search.search_epochs=1"});
  const SearchReport report = run("long", {"search.train_weights=no", "search.search_epochs=5",
                                           "search.final_choice.draws=0", "search.final_choice.sweeps=0"});
  EXPECT_EQ(warm_ups(), 1U);
  EXPECT_EQ(report.design.search.evaluations, 5 * 16);
  std::istringstream log(read_file(folder_ / "long" / "log.csv"));
  int rows = 0;
  for (std::string line; std::getline(log, line);) {
    if (!line.starts_with("search,")) continue;
    ++rows;
    // No step on the weights has a loss.
    EXPECT_THAT(line, testing::MatchesRegex("search,[0-9]+,[0-9.]+,,,.*"));
  }
  EXPECT_GT(rows, 0);
  run("trained", {"search.search_epochs=5"});
  EXPECT_EQ(warm_ups(), 2U);
}

TEST_F(MicroRun, TheLearnedEvaluatorIsJudgedByTheTable) {
  const SearchReport report = run("learned", test::kMicroLearned);
  const EvaluatorOutcome& evaluator = report.design.evaluator;
  EXPECT_EQ(evaluator.kind, "learned");
  EXPECT_GE(evaluator.regret, 0);
  EXPECT_NEAR(evaluator.actual.cost / evaluator.exact.cost - 1, evaluator.regret, 1e-9);
}

TEST_F(MicroRun, AnOutputFolderThatHoldsSomethingIsRefused) {
  write_file_atomic(folder_ / "full" / "thesis.txt", "mine");
  EXPECT_THAT(message_of([&] { run("full"); }), HasSubstr("output folder is not empty"));
  EXPECT_EQ(read_file(folder_ / "full" / "thesis.txt"), "mine");
}

TEST_F(MicroRun, BadInputLeavesNoFolder) {
  EXPECT_THAT(
      message_of([&] {
        run("bad", {"search.architecture.batch_size=129", "final_training.batch_size=400"});
      }),
      AllOf(
          HasSubstr("search.architecture.batch_size: a batch is larger than its split; expected at most 128"),
          HasSubstr("final_training.batch_size")));
  EXPECT_FALSE(fs::exists(folder_ / "bad"));
  data_.classes.push_back("e");
  EXPECT_THAT(message_of([&] { run("bad"); }), HasSubstr("expected 4 classes; got 5"));
}

// A cache that cannot be written costs time, but does not end the run.
TEST_F(MicroRun, NeedsNoCache) {
  const Design kept = run("kept", test::kMicroLearned).design;
  test::RecordedProgress progress;
  const Design design = run_design_search(load_search_config(config_file_, test::kMicroLearned), data_,
                                          folder_ / "uncached", {progress, "/proc/no-cache"})
                            .design;
  EXPECT_EQ(design.operations(), kept.operations());
  EXPECT_EQ(design.test_accuracy, kept.test_accuracy);
  for (const char* part :
       {"the cost table is not kept", "the evaluator is not kept", "the warm-up is not kept"})
    EXPECT_THAT(progress.warnings, Contains(HasSubstr(part)));
}

TEST_F(MicroRun, AFailedRunHasNoDesign) {
  EXPECT_THAT(message_of([&] {
                run("nan", {"final_training.learning_rate=99", "search.lambda1=1"});
              }),
              HasSubstr("final training: the loss is"));
  EXPECT_FALSE(fs::exists(folder_ / "nan" / "design.json"));
  EXPECT_FALSE(fs::exists(folder_ / "nan" / "weights.dance"));
}

TEST_F(MicroRun, TrainingAgainGivesTheSameWeights) {
  const SearchReport report = run("run");
  const std::string weights = read_file(folder_ / "run" / kWeightsFile);
  const TrainingReport again = run_training(folder_ / "run", {}, data_, std::nullopt, work());
  EXPECT_EQ(again.trained.test_accuracy, report.design.test_accuracy);
  EXPECT_EQ(read_file(folder_ / "run" / kWeightsFile), weights);
  run_training(folder_ / "run", {"seed=9", "final_training.epochs=1"}, data_, folder_ / "other", work());
  EXPECT_NE(read_file(folder_ / "other" / kWeightsFile), weights);
  EXPECT_TRUE(fs::exists(folder_ / "other" / kTrainingFile));
}

TEST_F(MicroRun, TheFinalTrainingStartsInTheSupernetOrFromScratch) {
  const std::vector<std::string> still = {"final_training.epochs=1", "final_training.learning_rate=1e-9"};
  const auto weights_of = [&](const std::string& run_name, const char* file) {
    const Design design = read_design(folder_ / run_name);
    const NetworkSpace space = NetworkSpace::load(load_search_config(config_file_, {}).network_file);
    auto network = std::make_unique<DerivedNetwork>(space, parse_architecture(space, design.operations()), 1);
    load_weights(*network, folder_ / run_name / file);
    return network;
  };
  const auto distance = [](DerivedNetwork& a, DerivedNetwork& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.parameters().size(); ++i)
      sum += (a.parameters()[i] - b.parameters()[i]).abs().sum().item<double>();
    return sum;
  };
  run("supernet", still);
  std::vector<std::string> scratch = still;
  scratch.emplace_back("final_training.start=scratch");
  run("scratch", scratch);
  EXPECT_FALSE(fs::exists(folder_ / "scratch" / kStartFile));
  const auto start = weights_of("supernet", kStartFile), warm = weights_of("supernet", kWeightsFile),
             cold = weights_of("scratch", kWeightsFile);
  EXPECT_LT(distance(*start, *warm), 1e-3);
  EXPECT_GT(distance(*start, *cold), 1);
  EXPECT_THAT(message_of([&] {
                run_training(folder_ / "scratch", {"final_training.start=supernet"}, data_, std::nullopt,
                             work());
              }),
              HasSubstr("start.dance: is missing: the run did not start from the supernet"));
}

TEST_F(MicroRun, OnlyFinishedRunsAreTrained) {
  EXPECT_THAT(message_of([&] { run_training(folder_.path(), {}, data_, std::nullopt, work()); }),
              HasSubstr("has no design.json"));
}

}  // namespace
}  // namespace dance::test
