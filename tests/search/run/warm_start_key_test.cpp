// A kept warm-up is taken where everything that it depends on is the same, and nowhere else.
#include "dance/search/run/warm_start_key.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/faults.h"
#include "search/methods/micro.h"

namespace dance::test {
namespace {

class WarmStartKey : public ::testing::Test {
 protected:
  WarmStartKey() {
    write_micro_files(folder_);
    context_.threads = 2;
  }
  WarmStart start(const std::vector<std::string>& overrides = {}) const {
    return warm_start_of(load_search_config(folder_ / "search.yaml", overrides), data_, context_);
  }

  TemporaryFolder folder_;
  WorkContext context_ = silent_work(folder_ / "cache");
  DataSplits data_ = micro_data();
};

TEST_F(WarmStartKey, NamesTheFileInTheCache) {
  const WarmStart a = start();
  EXPECT_EQ(a.file, folder_ / "cache" / ("supernet-" + a.key + ".bin"));
  EXPECT_EQ(a.key.size(), 32U);  // a checksum
  EXPECT_EQ(start().key, a.key);
}

TEST_F(WarmStartKey, IsNoneWhereTheConfigurationReusesNoWarmUp) {
  const WarmStart none = start({"search.reuse_warm_up=no"});
  EXPECT_TRUE(none.file.empty());
  EXPECT_TRUE(none.key.empty());
}

TEST_F(WarmStartKey, IsSharedByRunsThatDifferInWhatComesAfter) {
  const std::string key = start().key;
  for (const char* set :
       {"search.lambda2=3", "limits.max_latency_ms=1", "cost.kind=edp", "evaluator.kind=none",
        "search.architecture.learning_rate=0.01", "search.final_choice.draws=5", "final_training.epochs=1",
        "search.method=evolution", "threads=4"})  // what `threads` comes to is the context's number
    EXPECT_EQ(start({set}).key, key) << set;
  // With weights that the search leaves alone, its length does not matter either.
  EXPECT_EQ(start({"search.train_weights=no", "search.search_epochs=2"}).key,
            start({"search.train_weights=no", "search.search_epochs=3"}).key);
  write_file_atomic(folder_ / "hardware.yaml", replaced(kMicroHardware, "pe_x: [4, 8]", "pe_x: [4]"));
  EXPECT_EQ(start().key, key);
}

TEST_F(WarmStartKey, DependsOnTheOptionsOfTheWarmUp) {
  const std::string key = start().key;
  for (const char* set :
       {"seed=1", "device=cuda", "search.warmup_epochs=2", "search.lambda1=0.1", "search.search_epochs=5",
        "search.train_weights=no", "search.weights.batch_size=32", "search.weights.learning_rate=0.06",
        "search.weights.momentum=0.8", "search.weights.max_gradient_norm=2"})
    EXPECT_NE(start({set}).key, key) << set;
}

TEST_F(WarmStartKey, DependsOnTheImagesTheNetworkAndTheThreads) {
  const std::string key = start().key;
  const auto changed = [&](const std::function<void()>& change) {
    const DataSplits data = data_;
    data_.train = {data.train.images.clone(), data.train.labels.clone()};
    change();
    const std::string now = start().key;
    data_ = data;
    return now != key;
  };
  EXPECT_FALSE(changed([] {}));
  EXPECT_TRUE(changed([&] { data_.train.images[255][2][7][7] += 1; }));
  EXPECT_TRUE(changed([&] { data_.train.labels[255] = (data_.train.labels[255] + 1) % 4; }));
  EXPECT_TRUE(changed([&] { data_.augmentation.flip = true; }));
  EXPECT_TRUE(changed([&] { data_.augmentation.pad = 1; }));
  EXPECT_FALSE(changed([&] { data_.test = micro_split(10, "other"); }));  // the warm-up sees none of them
  context_.threads = 3;
  EXPECT_NE(start().key, key);
  context_.threads = 2;
  EXPECT_EQ(start().key, key);
  write_file_atomic(folder_ / "network.yaml", replaced(kMicroNetwork, "head: {channels: 12}", "head: {}"));
  EXPECT_NE(start().key, key);
}

// Images that are a view of others have the key of a copy.
TEST_F(WarmStartKey, DoesNotDependOnHowTheImagesLieInMemory) {
  const std::string key = start().key;
  const torch::Tensor wide = torch::zeros({256, 3, 8, 16}, torch::kUInt8);
  wide.slice(3, 0, 8).copy_(data_.train.images);
  data_.train.images = wide.slice(3, 0, 8);
  ASSERT_FALSE(data_.train.images.is_contiguous());
  EXPECT_EQ(start().key, key);
}

}  // namespace
}  // namespace dance::test
