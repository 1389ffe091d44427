// `dance compare` as a user runs it, on a CIFAR-10 folder of noise.
#include <gmock/gmock.h>

#include <random>

#include "cli/run_dance.h"
#include "dance/core/files.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNetwork = R"(name: micro
input: {channels: 3, height: 32, width: 32}
classes: 10
stem: {channels: 4, kernel: 5, stride: 4, first_block_channels: 4}
stages: [{channels: 4, depth: 2, stride: 2}]
operations: {kernels: [3], expansions: [2, 3], zero: yes}
head: {channels: 8}
)";

constexpr const char* kHardware = R"(name: micro
technology: 45nm
word_bits: 16
clock_mhz: 200
mapping_policy: edp
dataflows: [weight_stationary]
pe_x: [4, 8]
pe_y: [4]
mac: intmac
register_file: {component: regfile_flops, words: [8]}
global_buffer: {component: sram, capacity_kib: [16], width_bits: [64], banks: 8, double_buffered: yes}
dram: {component: dram_LPDDR4, width_bits: 64, megatransfers_per_s: 3200}
)";

constexpr const char* kSearch = R"(network: network.yaml
hardware: hardware.yaml
search:
  warmup_epochs: 1
  search_epochs: 1
  weights: {batch_size: 16}
  architecture: {batch_size: 16}
evaluator: {kind: exact}
final_training: {epochs: 1, batch_size: 16, warmup_epochs: 0}
)";

constexpr const char* kComparison = R"(search: search.yaml
seeds: [1, 2]
methods:
  - {name: exact, lambda2: [0.1, 1]}
  - {name: separate, set: [evaluator.kind=none]}
)";

class CompareCommand : public ::testing::Test {
 protected:
  CompareCommand() {
    write_text(folder_ / "network.yaml", kNetwork);
    write_text(folder_ / "hardware.yaml", kHardware);
    write_text(folder_ / "search.yaml", kSearch);
    write_text(folder_ / "compare.yaml", kComparison);
    std::mt19937 random(5);
    std::string records(64 * 3073, '\0');
    for (std::size_t i = 0; i < records.size(); ++i)
      records[i] = static_cast<char>(i % 3073 == 0 ? random() % 10 : random() % 256);
    write_cifar10(folder_ / "cifar", records);
  }
  Outcome compare(const std::string& arguments) const {
    return run_dance("compare --preset compare.yaml --set data=cifar10:cifar " + arguments, folder_.path());
  }
  const TemporaryFolder folder_;
};

TEST_F(CompareCommand, FindsTheSameWithOneProcessAndWithSeveral) {
  const Outcome one = compare("--out one --set threads=1"),
                three = compare("--out three --set threads=1 --jobs 3");
  ASSERT_EQ(one.exit_code, 0) << one.err;
  ASSERT_EQ(three.exit_code, 0) << three.err;
  int designs = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "one")) {
    if (entry.path().filename() != "design.json") continue;
    const fs::path design = fs::relative(entry.path(), folder_ / "one");
    EXPECT_EQ(read_file(entry.path()), read_file(folder_ / "three" / design)) << design;
    ++designs;
  }
  EXPECT_EQ(designs, 6);
  EXPECT_EQ(compare("--out three --set threads=2").out, three.out);  // all is there, whatever the threads
}

TEST_F(CompareCommand, AFaultOfARunIsShownOnceWithSeveralProcessesToo) {
  const Outcome outcome = compare("--out faulty --jobs 3 --set final_training.batch_size=1000 --quiet");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, testing::HasSubstr("final_training.batch_size: a batch is larger than its split"));
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

}  // namespace
}  // namespace dance::test
