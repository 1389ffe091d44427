// The training of a found network: its files, its log, and the one test.
#include "dance/search/run/final_training.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/faults.h"
#include "dance/report/cost_json.h"
#include "dance/search/train/checkpoint.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class FinalTraining : public MicroProblem {
 protected:
  TrainedNetwork train(DerivedNetwork& network) {
    RunContext context{work(), torch::kCPU, {}, SearchLog(out_ / "log.csv")};
    const TrainedNetwork trained = train_and_test(network, space_, data_, options_, out_, context);
    for (const PhaseTime& phase : context.timings.phases()) phases_.push_back(phase.name);
    return trained;
  }
  Json record() const { return Json::parse(read_file(out_ / kTrainingFile)); }

  const fs::path out_ = folder_ / "out";
  DataSplits data_ = micro_data();
  TrainingOptions options_{.epochs = 3, .batch_size = 16, .learning_rate = 0.1, .seed = 9};
  const Architecture architecture_ = {1, 4, 2};
  std::vector<std::string> phases_;
};

TEST_F(FinalTraining, KeepsTheWeightsAndTestsThemOnce) {
  fs::create_directories(out_);
  DerivedNetwork network(space_, architecture_, 1);
  const TrainedNetwork trained = train(network);
  DerivedNetwork kept(space_, architecture_, 2);
  load_weights(kept, out_ / kWeightsFile);
  kept.eval();
  const torch::NoGradGuard no_gradient;
  double correct = 0;
  for_each_batch(data_.test, data_.normalisation, 1, torch::kCPU, [&](const Batch& batch) {
    correct += kept.forward(batch.images).argmax(1).eq(batch.labels).item<bool>() ? 1 : 0;
  });
  EXPECT_DOUBLE_EQ(trained.test_accuracy, correct / 200);
  EXPECT_GT(trained.test_accuracy, 0.3);  // chance is 0.25
  EXPECT_EQ(trained.test_images, 200);
  std::int64_t parameters = 0;
  for (const torch::Tensor& weight : kept.parameters()) parameters += weight.numel();
  EXPECT_EQ(trained.parameters, parameters);
  EXPECT_EQ(phases_, (std::vector<std::string>{"final training", "test"}));
}

TEST_F(FinalTraining, RecordsHowTheWeightsCameAbout) {
  fs::create_directories(out_);
  DerivedNetwork network(space_, architecture_, 1);
  const TrainedNetwork trained = train(network);
  const Json json = record();
  EXPECT_EQ(json.at("weights"), "weights.dance");
  EXPECT_EQ(json.at("data"), "micro");
  EXPECT_EQ(json.at("seed"), 9);
  EXPECT_EQ(json.at("test_accuracy"), trained.test_accuracy);
  EXPECT_EQ(json.at("network").at("space"), "micro");
  EXPECT_EQ(json.at("network").at("layers").at(1), (Json{{"name", "stage1.1"}, {"op", "zero"}}));
  EXPECT_EQ(json.at("options").at("learning_rate"), 0.1);
  EXPECT_EQ(json.at("options").at("start"), "supernet");
  ASSERT_EQ(json.at("epochs").size(), 3U);
  // The log has a row for each epoch, with the same numbers.
  std::istringstream log(read_file(out_ / "log.csv"));
  std::string line;
  std::getline(log, line);
  for (const Json& epoch : json.at("epochs")) {
    ASSERT_TRUE(std::getline(log, line));
    EXPECT_THAT(line, testing::StartsWith("final training," + epoch.at("epoch").dump() + ","));
    EXPECT_NEAR(std::stod(line.substr(line.find(',', 15) + 1)), epoch.at("loss").get<double>(), 1e-4);
  }
  EXPECT_FALSE(std::getline(log, line));
  EXPECT_LT(json["epochs"][2]["loss"], json["epochs"][0]["loss"]);
}

TEST_F(FinalTraining, ALossThatIsNotFiniteLeavesWhatWasThere) {
  write_file_atomic(out_ / kWeightsFile, "earlier weights");
  write_file_atomic(out_ / kTrainingFile, "earlier training");
  DerivedNetwork network(space_, architecture_, 1);
  network.parameters().back().data().fill_(std::nan(""));
  EXPECT_THAT(message_of([&] { train(network); }), HasSubstr("final training: the loss is nan at step 1"));
  EXPECT_EQ(read_file(out_ / kWeightsFile), "earlier weights");
  EXPECT_EQ(read_file(out_ / kTrainingFile), "earlier training");
}

}  // namespace
}  // namespace dance::test
