#include "dance/search/train/checkpoint.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <functional>

#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/search/supernet/derived_network.h"
#include "search/supernet/tiny_space.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CheckpointTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("dance-checkpoint-{}", ::getpid());
    file_ = folder_ / "weights.bin";
    network_.forward(torch::randn({8, 3, 8, 8}));  // moves the running statistics
    save_weights(network_, file_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string failure(torch::nn::Module& module) const {
    try {
      load_weights(module, file_);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), kExitBadInput);
      return error.what();
    }
    return "";
  }

  fs::path folder_, file_;
  DerivedNetwork network_{tiny_space(), {1, 0, 0}, 1};
};

TEST_F(CheckpointTest, BringsBackEveryWeightAndStatistic) {
  DerivedNetwork other(tiny_space(), {1, 0, 0}, 2);
  load_weights(other, file_);
  network_.eval();
  other.eval();
  const torch::Tensor images = torch::randn({4, 3, 8, 8});
  EXPECT_TRUE(torch::equal(network_.forward(images), other.forward(images)));
}

TEST_F(CheckpointTest, RefusesDamage) {
  const std::string whole = read_file(file_);
  for (const std::size_t position : {whole.size() / 3, whole.size() / 2, whole.size() - 1}) {
    std::string damaged = whole;
    damaged[position] = static_cast<char>(damaged[position] ^ 1);
    write_file_atomic(file_, damaged);
    EXPECT_THAT(failure(network_), HasSubstr("damaged")) << position;
  }
  write_file_atomic(file_, whole.substr(0, whole.size() - 100));
  EXPECT_THAT(failure(network_), HasSubstr("wrong length"));
  write_file_atomic(file_, "something else");
  EXPECT_THAT(failure(network_), HasSubstr("not a file of dance"));
  fs::remove(file_);
  EXPECT_THAT(failure(network_), HasSubstr("cannot be read"));
}

TEST_F(CheckpointTest, RefusesAnotherNetworkAndLeavesItAlone) {
  DerivedNetwork other(tiny_space(), {0, 3, 0}, 2);
  const torch::Tensor before = other.parameters().front().detach().clone();
  const std::string message = failure(other);
  EXPECT_THAT(
      message,
      HasSubstr("layer0.depthwise: another tensor; expected Float [15, 1, 3, 3]; got Float [15, 1, 5, 5]"));
  EXPECT_THAT(message, HasSubstr("layer1.expand: unknown tensor"));
  EXPECT_TRUE(torch::equal(before, other.parameters().front()));
  DerivedNetwork larger(tiny_space(), {1, 0, 0}, 2);
  DerivedNetwork smaller(tiny_space(), {1, 3, 0}, 2);
  save_weights(smaller, file_);
  EXPECT_THAT(failure(larger), HasSubstr("layer1.expand: missing tensor"));
}

}  // namespace
}  // namespace dance::test
