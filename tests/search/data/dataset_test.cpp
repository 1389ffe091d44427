#include "dance/search/data/dataset.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/faults.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// Two images of 1x2 pixels. By hand: the first channel has 0, 255, 0, 255, the second 51, 102, 153, 204, and
// the third is constant.
Dataset by_hand() {
  const torch::Tensor images = torch::tensor({0, 255, 51, 102, 9, 9, 0, 255, 153, 204, 9, 9}, torch::kUInt8);
  return {images.view({2, 3, 1, 2}), torch::tensor({1, 0}, torch::kInt64)};
}

TEST(Normalisation, ByHand) {
  const Normalisation normalisation = measure_normalisation(by_hand());
  EXPECT_FLOAT_EQ(normalisation.mean[0], 0.5F);
  EXPECT_FLOAT_EQ(normalisation.deviation[0], 0.5F);
  EXPECT_FLOAT_EQ(normalisation.mean[1], 0.5F);
  // The values are 0.2, 0.4, 0.6 and 0.8.
  EXPECT_FLOAT_EQ(normalisation.deviation[1], std::sqrt((0.09F + 0.01F + 0.01F + 0.09F) / 4));
  EXPECT_FLOAT_EQ(normalisation.mean[2], 9 / 255.0F);
  EXPECT_GT(normalisation.deviation[2], 0);  // one can divide by it
  EXPECT_LE(normalisation.deviation[2], 1e-3F);
}

TEST(Dataset, WithoutImagesHasNone) {
  EXPECT_EQ(Dataset().size(), 0);
  EXPECT_EQ(by_hand().size(), 2);
}

TEST(DataSplits, TheFinalTrainingHasTheTrainingImagesFirst) {
  DataSplits data;
  data.train = by_hand();
  data.validation = {torch::full({1, 3, 1, 2}, 7, torch::kUInt8), torch::tensor({5}, torch::kInt64)};
  const Dataset both = data.train_and_validation();
  EXPECT_EQ(both.size(), 3);
  EXPECT_TRUE(torch::equal(both.images.slice(0, 0, 2), data.train.images));
  EXPECT_TRUE(torch::equal(both.images.slice(0, 2, 3), data.validation.images));
  EXPECT_TRUE(torch::equal(both.labels, torch::tensor({1, 0, 5}, torch::kInt64)));
  EXPECT_EQ(data.height(), 1);
  EXPECT_EQ(data.width(), 2);
}

TEST(OpenData, RefusesAnUnknownName) {
  for (const char* name : {"mnist", "", "cifar10", "cifar10:", "Builtin", "builtin "}) {
    try {
      open_data(name, 1);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), kExitBadInput);
      EXPECT_THAT(error.what(), AllOf(HasSubstr("data: unknown data set; expected builtin or cifar10:DIR"),
                                      HasSubstr("got '" + std::string(name) + "'")));
    }
  }
}

TEST(OpenData, SaysItsNames) {
  EXPECT_THAT(data_names(), ::testing::StartsWith("builtin, or cifar10:DIR for CIFAR-10's binary files"));
  EXPECT_EQ(with_absolute_folder("builtin"), "builtin");
  EXPECT_EQ(with_absolute_folder("cifar10:/a/../b"), "cifar10:/b");
  EXPECT_EQ(with_absolute_folder("cifar10:"), "cifar10:");  // no data set
}

TEST(OpenData, TakesTheFolderFromTheName) {
  EXPECT_THAT(message_of([] { open_data("cifar10:/nowhere/at:all", 1); }), HasSubstr("/nowhere/at:all"));
}

}  // namespace
}  // namespace dance::test
