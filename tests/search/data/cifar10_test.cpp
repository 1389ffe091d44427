#include "dance/search/data/cifar10.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "dance/core/error.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr int kImages = 20;  // per file

// A folder of small files in CIFAR-10's format. Image i of file f has label (i % 10); its first red pixel is
// i and its last blue pixel is f, so that an image can be recognised.
class Cifar10Test : public testing::Test {
 protected:
  void SetUp() override {
    const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / fmt::format("dance-cifar10-{}-{}", test->name(), ::getpid());
    fs::create_directories(folder_);
    for (int f = 1; f <= 5; ++f) write(fmt::format("data_batch_{}.bin", f), records(f));
    write("test_batch.bin", records(6));
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string records(int file) {
    std::string bytes;
    for (int i = 0; i < kImages; ++i) {
      std::string pixels(3072, '\x40');
      pixels.front() = static_cast<char>(i);
      pixels.back() = static_cast<char>(file);
      bytes += static_cast<char>(i % 10) + pixels;
    }
    return bytes;
  }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  std::string failure() const {
    try {
      load_cifar10(folder_, 1);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), kExitBadInput);
      return error.what();
    }
    return "";
  }
  fs::path folder_;
};

// The (file, image) that an image comes from.
std::pair<int, int> identity(const torch::Tensor& image) {
  return {image[2][31][31].item<int>(), image[0][0][0].item<int>()};
}

TEST_F(Cifar10Test, ReadsEveryRecordOnceAndKeepsTheSplitsApart) {
  const DataSplits data = open_data("cifar10:" + folder_.string(), 1);
  EXPECT_EQ(data.train.size(), 90);
  EXPECT_EQ(data.validation.size(), 10);
  EXPECT_EQ(data.test.size(), kImages);
  std::map<std::pair<int, int>, int> seen;
  for (const Dataset* split : {&data.train, &data.validation}) {
    for (std::int64_t i = 0; i < split->size(); ++i) {
      const auto [file, image] = identity(split->images[i]);
      EXPECT_EQ(split->labels[i].item<int>(), image % 10);
      ++seen[{file, image}];
    }
  }
  EXPECT_EQ(seen.size(), 100u);
  for (const auto& [key, count] : seen) EXPECT_TRUE(count == 1 && key.first >= 1 && key.first <= 5);
  for (int i = 0; i < kImages; ++i) EXPECT_EQ(identity(data.test.images[i]), std::make_pair(6, i));
  EXPECT_EQ(data.classes.at(3), "cat");
  EXPECT_EQ(data.augmentation.pad, 4);
  EXPECT_TRUE(data.augmentation.flip);
}

TEST_F(Cifar10Test, TheSeedPicksTheValidationImages) {
  const DataSplits a = load_cifar10(folder_, 1), b = load_cifar10(folder_, 1), c = load_cifar10(folder_, 2);
  EXPECT_TRUE(torch::equal(a.validation.images, b.validation.images));
  EXPECT_FALSE(torch::equal(a.validation.images, c.validation.images));
}

TEST_F(Cifar10Test, TellsAllFaultyFilesAtOnce) {
  fs::remove(folder_ / "data_batch_2.bin");
  std::string bytes = records(3);
  bytes.pop_back();
  write("data_batch_3.bin", bytes);
  bytes = records(4);
  bytes[3073 * 7] = 10;
  write("data_batch_4.bin", bytes);
  write("test_batch.bin", "");
  const std::string message = failure();
  EXPECT_THAT(message, HasSubstr("data_batch_2.bin: cannot be read"));
  EXPECT_THAT(
      message,
      HasSubstr("data_batch_3.bin: short or foreign file; expected records of 3073 bytes; got 61459"));
  EXPECT_THAT(message, HasSubstr("data_batch_4.bin: record 7: foreign label; expected 0..9; got 10"));
  EXPECT_THAT(message, HasSubstr("test_batch.bin: short or foreign file"));
  EXPECT_THAT(message, Not(HasSubstr("data_batch_1.bin")));
}

TEST_F(Cifar10Test, TakesClassNamesFromTheMetaFile) {
  write("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
  EXPECT_EQ(load_cifar10(folder_, 1).classes.at(9), "j");
  write("batches.meta.txt", "a\nb\n");
  EXPECT_THAT(failure(), HasSubstr("batches.meta.txt: wrong number of class names; expected 10; got 2"));
}

TEST_F(Cifar10Test, RefusesAMissingFolder) {
  fs::remove_all(folder_);
  EXPECT_THAT(failure(), HasSubstr("no such folder"));
}

}  // namespace
}  // namespace dance::test
