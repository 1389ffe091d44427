// A warm-up that was kept: training goes on from it as if it had never stopped, and no other is taken for it.
#include "dance/search/methods/warm_start.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "search/supernet/tiny_space.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A supernet with the optimiser of its weights.
struct Training {
  explicit Training(std::uint64_t seed)
      : supernet(tiny_space(), seed),
        optimiser(supernet.weights(), torch::optim::SGDOptions(0.1).momentum(0.9).nesterov(true)) {}

  // A step by gradients that depend on `seed` alone, on a path that moves the running statistics.
  void step(std::uint64_t seed) {
    torch::manual_seed(seed);
    supernet.forward(torch::randn({4, 3, 8, 8}), {1, 0, 1});
    for (torch::Tensor& weight : supernet.weights()) weight.mutable_grad() = torch::randn(weight.sizes());
    optimiser.step();
  }

  Supernet supernet;
  torch::optim::SGD optimiser;
};

void expect_equal(const Supernet& a, const Supernet& b) {
  for (const auto& item : a.named_parameters())
    EXPECT_TRUE(torch::equal(item.value(), b.named_parameters()[item.key()])) << item.key();
  for (const auto& item : a.named_buffers())
    EXPECT_TRUE(torch::equal(item.value(), b.named_buffers()[item.key()])) << item.key();
}

class WarmStartTest : public ::testing::Test {
 protected:
  WarmStartTest() {
    warm_.step(11);
    warm_.step(12);
  }
  std::vector<LogRow> load_into(Training& training) const {
    return load_warm_up(start_, training.supernet, training.optimiser);
  }

  TemporaryFolder folder_;
  WarmStart start_{folder_ / "cache" / "supernet.bin", "the key of this search"};
  Training warm_{1};
};

TEST_F(WarmStartTest, TrainingGoesOnAsIfItHadNeverStopped) {
  save_warm_up(start_, warm_.supernet, warm_.optimiser, {});
  Training resumed(2);
  EXPECT_TRUE(load_into(resumed).empty());
  expect_equal(warm_.supernet, resumed.supernet);
  warm_.step(13);
  resumed.step(13);  // the same only with the same momentum
  expect_equal(warm_.supernet, resumed.supernet);
}

TEST_F(WarmStartTest, BringsBackTheRowsOfTheLog) {
  std::vector<LogRow> rows(2);
  rows[0].phase = rows[1].phase = "warm-up";
  rows[0].step = 20, rows[0].loss = 1.0 / 3, rows[0].ce = 0.25, rows[0].accuracy = 0.5;
  rows[0].learning_rate = 0.1;
  rows[1].step = 123456789, rows[1].loss = 1e-300, rows[1].ce = -7;  // the rest is empty
  save_warm_up(start_, warm_.supernet, warm_.optimiser, rows);
  Training resumed(2);
  const std::vector<LogRow> read = load_into(resumed);
  ASSERT_EQ(read.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(read[i].phase, "warm-up");
    EXPECT_EQ(read[i].step, rows[i].step);
    EXPECT_EQ(read[i].loss, rows[i].loss);
    EXPECT_EQ(read[i].ce, rows[i].ce);
    EXPECT_TRUE(std::isnan(read[i].cost));
  }
  EXPECT_EQ(read[0].accuracy, 0.5);
  EXPECT_EQ(read[0].learning_rate, 0.1);
  EXPECT_TRUE(std::isnan(read[1].accuracy));
  EXPECT_TRUE(std::isnan(read[1].learning_rate));
}

TEST_F(WarmStartTest, RefusesTheWarmUpOfAnotherSearchAndLeavesTheSupernetAlone) {
  save_warm_up(start_, warm_.supernet, warm_.optimiser, {});
  start_.key = "another key";
  Training other(2);
  EXPECT_THAT(message_of([&] { load_into(other); }),
              AllOf(HasSubstr("supernet.bin: is the warm-up of another search"),
                    HasSubstr("expected key another key; got key the key of this search")));
  expect_equal(other.supernet, Supernet(tiny_space(), 2));
}

TEST_F(WarmStartTest, RefusesWhatIsMissingDamagedOrOfAnotherVersion) {
  Training other(2);
  EXPECT_THAT(message_of([&] { load_into(other); }), HasSubstr("supernet.bin: cannot be read"));
  save_warm_up(start_, warm_.supernet, warm_.optimiser, {});
  const std::string whole = read_file(start_.file);
  std::string damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 4);
  write_file_atomic(start_.file, damaged);
  EXPECT_THAT(message_of([&] { load_into(other); }), HasSubstr("damaged"));
  write_file_atomic(start_.file, whole.substr(0, whole.size() / 2));
  EXPECT_THAT(message_of([&] { load_into(other); }), HasSubstr("wrong length"));
  write_sealed_file(start_.file, "warm-supernet-1", start_.key + "\n");
  EXPECT_THAT(message_of([&] { load_into(other); }), HasSubstr("warm-supernet-1"));
  expect_equal(other.supernet, Supernet(tiny_space(), 2));
}

}  // namespace
}  // namespace dance::test
