#include "dance/search/run/data_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "search/methods/micro.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class DataFit : public ::testing::Test {
 protected:
  std::string refusal(const std::vector<std::string>& overrides, bool searches = true) {
    const SearchConfig config = load_search_config(config_file_, overrides);
    return message_of([&] { check_fit(config, NetworkSpace::load(config.network_file), data_, searches); });
  }

  TemporaryFolder folder_;
  std::filesystem::path config_file_ = write_micro_files(folder_);
  DataSplits data_ = micro_data();
};

TEST_F(DataFit, MicroDataFitsTheMicroSpace) { EXPECT_EQ(refusal({}), ""); }

TEST_F(DataFit, AllThatDoesNotFitIsSaidAtOnce) {
  data_.train.images = torch::zeros({data_.train.size(), 1, 9, 8}, torch::kUInt8);
  data_.classes.push_back("one more");
  EXPECT_THAT(refusal({"final_training.batch_size=65536", "search.weights.batch_size=65536",
                       "search.architecture.batch_size=65536"}),
              AllOf(HasSubstr("expected 3 x 8 x 8; got 1 x 9 x 8"), HasSubstr("expected 4 classes; got 5"),
                    HasSubstr("final_training.batch_size: a batch is larger than its split"),
                    HasSubstr("search.weights.batch_size"), HasSubstr("search.architecture.batch_size")));
}

TEST_F(DataFit, TrainingAloneAsksNothingOfTheSearch) {
  EXPECT_NE(refusal({"search.weights.batch_size=65536"}), "");
  EXPECT_EQ(refusal({"search.weights.batch_size=65536"}, false), "");
}

TEST_F(DataFit, ASearchHasAtLeastOneArchitectureStep) {
  EXPECT_THAT(refusal({"search.architecture.every_weight_steps=1000000"}),
              HasSubstr("no architecture step in the whole search"));
}

}  // namespace
}  // namespace dance::test
