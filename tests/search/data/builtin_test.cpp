#include "dance/search/data/builtin.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>

namespace dance::test {
namespace {

constexpr BuiltinSizes kFew = {.train = 200, .validation = 100, .test = 100};

std::set<std::string> images_of(const Dataset& data) {
  std::set<std::string> images;
  for (std::int64_t i = 0; i < data.size(); ++i) {
    const torch::Tensor image = data.images[i].contiguous();
    images.emplace(static_cast<const char*>(image.data_ptr()), static_cast<std::size_t>(image.nbytes()));
  }
  return images;
}

TEST(Builtin, HasTheStatedShapesAndABalancedTestSplitOf20000Images) {
  const DataSplits data = open_data("builtin", 3);
  EXPECT_EQ(data.test.size(), 20000);
  EXPECT_EQ(data.test.images.sizes(), (std::vector<std::int64_t>{20000, 3, 32, 32}));
  EXPECT_EQ(data.test.images.scalar_type(), torch::kUInt8);
  EXPECT_EQ(data.classes.size(), 10u);
  for (const Dataset* split : {&data.train, &data.validation, &data.test}) {
    const torch::Tensor counts = torch::bincount(split->labels, {}, 10);
    EXPECT_EQ(counts.size(0), 10);
    EXPECT_EQ(counts.min().item<std::int64_t>(), counts.max().item<std::int64_t>());
  }
  EXPECT_EQ(data.train_and_validation().size(), data.train.size() + data.validation.size());
}

TEST(Builtin, DependsOnTheSeedAndNotOnThreads) {
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const DataSplits one = generate_builtin(5, kFew);
  at::set_num_threads(4);
  const DataSplits four = generate_builtin(5, kFew);
  const DataSplits other = generate_builtin(6, kFew);
  at::set_num_threads(threads);
  EXPECT_TRUE(torch::equal(one.train.images, four.train.images));
  EXPECT_TRUE(torch::equal(one.test.images, four.test.images));
  EXPECT_TRUE(torch::equal(one.test.labels, four.test.labels));
  EXPECT_FALSE(torch::equal(one.train.images, other.train.images));
}

TEST(Builtin, AnImageDoesNotDependOnHowManyThereAre) {
  const DataSplits few = generate_builtin(5, kFew);
  const DataSplits more = generate_builtin(5, {.train = 400, .validation = 10, .test = 10});
  EXPECT_TRUE(torch::equal(few.train.images, more.train.images.slice(0, 0, 200)));
}

TEST(Builtin, NoImageIsInTwoSplits) {
  const DataSplits data = generate_builtin(5, kFew);
  const auto train = images_of(data.train), validation = images_of(data.validation),
             test = images_of(data.test);
  EXPECT_EQ(train.size(), 200u);  // and none occurs twice
  for (const std::string& image : test) EXPECT_FALSE(train.contains(image) || validation.contains(image));
  for (const std::string& image : validation) EXPECT_FALSE(train.contains(image));
}

TEST(Builtin, ColourAloneDoesNotTellTheClass) {
  const DataSplits data = generate_builtin(5, {.train = 4000, .validation = 10, .test = 10});
  const torch::Tensor means = data.train.images.to(torch::kFloat32).mean({2, 3});  // [n, 3]
  const torch::Tensor overall = means.mean(0);
  for (std::int64_t label = 0; label < 10; ++label) {
    const torch::Tensor own = means.index({data.train.labels.eq(label)}).mean(0);
    EXPECT_LT((own - overall).abs().max().item<float>(), 12.0f) << "class " << label;  // of 255
  }
}

TEST(Builtin, NormalisationIsThatOfTheTrainingSplit) {
  const DataSplits data = generate_builtin(5, kFew);
  const torch::Tensor pixels = data.train.images.to(torch::kFloat64) / 255.0;
  for (std::int64_t c = 0; c < 3; ++c) {
    const torch::Tensor channel = pixels.select(1, c);
    EXPECT_NEAR(data.normalisation.mean[static_cast<std::size_t>(c)], channel.mean().item<double>(), 1e-6);
    EXPECT_NEAR(data.normalisation.deviation[static_cast<std::size_t>(c)], channel.std(false).item<double>(),
                1e-6);
  }
}

}  // namespace
}  // namespace dance::test
