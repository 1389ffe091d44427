// dance explore, run as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "cli/run_dance.h"

namespace dance::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kEightPoints =
    "name: eight\ntechnology: 45nm\nclock_mhz: 100\ndataflows: [weight_stationary, output_stationary]\npe_x: "
    "[4, 8]\n"
    "pe_y: 8\nmac: intmac\nregister_file: {component: regfile_flops, words: [8, 16]}\n"
    "global_buffer: {component: sram, capacity_kib: 16, width_bits: 64, banks: 4}\n"
    "dram: {component: dram_LPDDR4, width_bits: 16, megatransfers_per_s: 1600}\n";

constexpr const char* kTwoLayers =
    "name: two\nlayers:\n"
    "  - {name: conv, type: conv, input: {channels: 6, height: 10, width: 10}, output_channels: 10, kernel: "
    "3}\n"
    "  - {name: fc, type: linear, in_features: 84, out_features: 10}\n";

class Explore : public testing::Test {
 protected:
  void SetUp() override {
    write_text(folder_ / "eight.yaml", kEightPoints);
    write_text(folder_ / "two.yaml", kTwoLayers);
  }
  json explore(const std::string& options) {
    return json_of("explore two.yaml --space eight.yaml " + options, folder_.path());
  }
  // Each accelerator by itself, by `dance cost`.
  std::vector<json> all_metrics() {
    std::vector<json> all;
    for (const char* flow : {"weight_stationary", "output_stationary"}) {
      for (const char* words : {"8", "16"}) {
        for (const char* pe_x : {"4", "8"}) {
          const std::string accelerator =
              std::string("eight.yaml:pe_x=") + pe_x + ",rf_words=" + words + ",dataflow=" + flow;
          all.push_back(json_of("cost two.yaml --accelerator " + accelerator, folder_.path())["metrics"]);
        }
      }
    }
    return all;
  }
  const TemporaryFolder folder_;
};

TEST_F(Explore, FindsTheBestOfAllAcceleratorsTriedOneByOne) {
  const std::vector<json> all = all_metrics();
  ASSERT_EQ(all.size(), 8u);
  const std::vector<std::pair<std::string, std::string>> goals = {
      {"latency", "latency_ms"}, {"energy", "energy_mj"}, {"edap", "edap"}};
  for (const auto& [cost, key] : goals) {
    double least = std::numeric_limits<double>::infinity();
    for (const json& metrics : all) least = std::min(least, metrics[key].get<double>());
    const json found = explore("--cost " + cost);
    EXPECT_EQ(found["space"]["accelerators"], 8);
    EXPECT_EQ(found["feasible"], 8);
    EXPECT_NEAR(found["best"][0]["metrics"][key].get<double>() / least, 1, 1e-6) << cost;
  }
}

TEST_F(Explore, RanksByCostAndLimitsHold) {
  const json found = explore("--top 8");
  ASSERT_EQ(found["best"].size(), 8u);
  for (std::size_t i = 1; i < 8; ++i) EXPECT_GE(found["best"][i]["cost"], found["best"][i - 1]["cost"]);
  EXPECT_NEAR(found["best"][0]["cost"].get<double>(), 1, 1e-6);  // relative to itself
  const double area = found["best"][7]["metrics"]["area_mm2"];
  const json limited = explore("--top 8 --max-area-mm2 " + std::to_string(area * 0.999));
  EXPECT_LT(limited["feasible"], 8);
  for (const json& ranked : limited["best"]) EXPECT_LT(ranked["metrics"]["area_mm2"], area);
}

TEST_F(Explore, ChoosingMappingsForTheNetworkIsNeverWorse) {
  for (const char* options : {"", "--cost weighted --weights 1,0.5,0", "--cost latency"}) {
    const json found = explore(options);
    EXPECT_LE(found["chosen_mappings"]["cost"].get<double>(),
              found["best"][0]["cost"].get<double>() * (1 + 1e-5));
  }
}

TEST_F(Explore, ALimitThatCannotHoldIsRefusedWithTheNearestDesign) {
  const Outcome outcome = run_dance(
      "explore two.yaml --space eight.yaml --max-latency-ms 0.0001 --max-area-mm2 100", folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err,
              HasSubstr("--max-latency-ms: no accelerator of 'eight' meets the limits; the nearest ("));
  EXPECT_THAT(outcome.err, HasSubstr("8 x 8 PEs"));
  EXPECT_THAT(outcome.err, HasSubstr(" ms where the limit is 0.0001\n"));
  EXPECT_THAT(outcome.err, testing::Not(HasSubstr("mm2")));
}

TEST_F(Explore, WeightsBelongToTheWeightedCost) {
  const Outcome outcome = run_dance("explore two.yaml --space eight.yaml --weights 1,1,1", folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err,
            "error: dance explore: --weights: only --cost weighted has weights; expected --cost weighted; "
            "got --cost edap\n");
}

TEST_F(Explore, TextNamesTheAcceleratorAndTheReference) {
  const Outcome outcome =
      run_dance("explore two.yaml --space eight.yaml --quiet --cost weighted", folder_.path());
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
  for (const char* part :
       {"eight: 8 accelerators, 8 of them feasible", "1 x latency / L0", "rank", "4 x 8"}) {
    EXPECT_THAT(outcome.out, HasSubstr(part));
  }
}

}  // namespace
}  // namespace dance::test
