// dance explore, run as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>

#include "cli/eight_points.h"
#include "cli/run_dance.h"

namespace dance::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Explore : public testing::Test {
 protected:
  void SetUp() override {
    write_text(folder_ / "eight.yaml", kEightPoints);
    write_text(folder_ / "two.yaml", kTwoLayers);
  }
  json explore(const std::string& options) {
    return json_of("explore two.yaml --space eight.yaml " + options, folder_.path());
  }
  // The metrics of each accelerator by itself, from `dance cost`.
  std::vector<json> all_metrics(const std::string& policy) {
    std::vector<json> all;
    for (const char* point : kEachPoint) {
      all.push_back(json_of("cost two.yaml --policy " + policy + " --accelerator eight.yaml:" + point,
                            folder_.path())["metrics"]);
    }
    return all;
  }
  const TemporaryFolder folder_;
};

TEST_F(Explore, FindsTheBestOfAllAcceleratorsTriedOneByOne) {
  const std::vector<std::pair<std::string, std::string>> goals = {
      {"latency", "latency_ms"}, {"energy", "energy_mj"}, {"edap", "edap"}};
  for (const auto& [cost, key] : goals) {
    const std::string policy = cost == "edap" ? "edp" : cost;  // the space states none
    const std::vector<json> all = all_metrics(policy);
    ASSERT_EQ(all.size(), 8u);
    double least = std::numeric_limits<double>::infinity();
    for (const json& metrics : all) least = std::min(least, metrics[key].get<double>());
    const json found = explore("--cost " + cost);
    EXPECT_EQ(found["space"]["accelerators"], 8);
    EXPECT_EQ(found["feasible"], 8);
    EXPECT_EQ(found["space"]["policy"], policy);
    EXPECT_NEAR(found["best"][0]["metrics"][key].get<double>() / least, 1, 1e-6) << cost;
  }
}

// A part of the space has the best of its own accelerators, and says which part it was.
TEST_F(Explore, APartOfASpace) {
  const std::vector<json> all = all_metrics("edp");
  const std::string part = "eight.yaml:dataflow=output_stationary,pe_x=8";
  const json found = json_of("explore two.yaml --space " + part, folder_.path());
  EXPECT_EQ(found["space"]["name"], "eight");
  EXPECT_EQ(found["space"]["part"], "pe_x=8,dataflow=output_stationary");
  EXPECT_EQ(found["space"]["accelerators"], 2);
  const double least = std::min(all[5]["edap"].get<double>(), all[7]["edap"].get<double>());
  EXPECT_NEAR(found["best"][0]["metrics"]["edap"].get<double>() / least, 1, 1e-6);
  EXPECT_EQ(explore("")["space"]["part"], nullptr);
  EXPECT_THAT(run_dance("explore two.yaml --space " + part, folder_.path()).out,
              HasSubstr("space        eight:pe_x=8,dataflow=output_stationary: 2 accelerators, 2 of them"));
  const Outcome refused = run_dance("explore two.yaml --space eight.yaml:pe_x=4..9,pe_z=1", folder_.path());
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(
      refused.err,
      "error: eight.yaml:pe_x=4..9,pe_z=1: pe_x: not a value of the space 'eight'; expected 4, 8; got "
      "'9'\n"
      "error: eight.yaml:pe_x=4..9,pe_z=1: pe_z: unknown parameter; expected one of pe_x, pe_y, "
      "rf_words, glb_kib, glb_width_bits, dataflow, glb_banks, dram_megatransfers_per_s, word_bits; did "
      "you mean 'pe_x'?\n");
}

TEST_F(Explore, ThePolicyOfTheSpaceAndThatOfTheCommandLineGoBeforeTheCost) {
  write_text(folder_ / "stated.yaml", std::string(kEightPoints) + "mapping_policy: energy\n");
  const auto policy = [&](const std::string& arguments) {
    return json_of("explore two.yaml --cost latency --space " + arguments, folder_.path())["space"]["policy"];
  };
  EXPECT_EQ(policy("stated.yaml"), "energy");
  EXPECT_EQ(policy("stated.yaml --policy edp"), "edp");
  EXPECT_EQ(policy("eight.yaml --policy edp"), "edp");
  const double follows = explore("--cost latency")["best"][0]["metrics"]["latency_ms"];
  EXPECT_LE(follows,
            explore("--cost latency --policy edp")["best"][0]["metrics"]["latency_ms"].get<double>());
  EXPECT_THAT(run_dance("explore two.yaml --space eight.yaml --cost energy", folder_.path()).out,
              HasSubstr("mappings of least energy"));
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
    const double saved =
        1 - found["chosen_mappings"]["cost"].get<double>() / found["best"][0]["cost"].get<double>();
    EXPECT_NEAR(found["chosen_mappings"]["gain"].get<double>(), saved, 1e-6);
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
  const Outcome as_json =
      run_dance("explore two.yaml --space eight.yaml --max-latency-ms 0.0001 --max-area-mm2 100 --json",
                folder_.path());
  EXPECT_EQ(as_json.exit_code, 2);
  const json found = json::parse(as_json.out);
  EXPECT_EQ(found["feasible"], 0);
  EXPECT_FALSE(found.contains("best"));
  EXPECT_NEAR(found["nearest"]["violation"].get<double>(),
              found["nearest"]["metrics"]["latency_ms"].get<double>() / 0.0001 - 1, 1e-9);
}

// Mappings that are chosen for energy alone would be slower than those of least EDP.
TEST_F(Explore, ChosenMappingsKeepToTheLimits) {
  const json free = explore("--cost energy");
  const double latency_ms = free["best"][0]["metrics"]["latency_ms"];
  const json limited = explore("--cost energy --max-latency-ms " + std::to_string(latency_ms * 1.000001));
  EXPECT_LE(limited["chosen_mappings"]["metrics"]["latency_ms"].get<double>(), latency_ms * 1.000001);
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
  for (const char* part : {"eight: 8 accelerators, 8 of them feasible;", "that none dominates",
                           "1 x latency / L0", "rank", "4 x 8"}) {
    EXPECT_THAT(outcome.out, HasSubstr(part));
  }
}

// Compares all pairs of the eight, in float32 as the table has them.
TEST_F(Explore, TheParetoFrontIsThatOfAllAcceleratorsTriedOneByOne) {
  const std::vector<json> all = all_metrics("edp");
  const auto value = [&](std::size_t i, const char* key) { return all[i][key].get<float>(); };
  std::size_t expected = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool dominated = false;
    for (std::size_t j = 0; j < all.size(); ++j) {
      bool no_worse = true, better = false;
      for (const char* key : {"latency_ms", "energy_mj", "area_mm2"}) {
        no_worse = no_worse && value(j, key) <= value(i, key);
        better = better || value(j, key) < value(i, key);
      }
      dominated = dominated || (no_worse && better);
    }
    expected += dominated ? 0 : 1;
  }
  const json found = explore("--pareto front.json --csv all.csv");
  EXPECT_EQ(found["pareto"], expected);
  std::ifstream file(folder_ / "front.json");
  const json front = json::parse(file, nullptr, false);
  ASSERT_EQ(front.size(), expected);
  for (const json& entry : front) {
    EXPECT_NEAR(entry["metrics"]["latency_ms"].get<double>(),
                all[entry["index"].get<std::size_t>()]["latency_ms"].get<double>(), 1e-6);
  }
  std::ifstream csv(folder_ / "all.csv");
  std::size_t lines = 0;
  for (std::string line; std::getline(csv, line);) ++lines;
  EXPECT_EQ(lines, 1 + all.size());
}

TEST_F(Explore, ThePlotIsAFileOrText) {
  const Outcome outcome =
      run_dance("explore two.yaml --space eight.yaml --quiet --plot front.svg", folder_.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::ifstream file(folder_ / "front.svg");
  const std::string svg{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (const char* part : {"two on 8 accelerators of eight", "energy (mJ)", "</svg>"})
    EXPECT_THAT(svg, HasSubstr(part));
  const Outcome text = run_dance("explore two.yaml --space eight.yaml --quiet --plot -", folder_.path());
  EXPECT_THAT(text.out, HasSubstr("latency (ms)\n"));
}

TEST_F(Explore, WhatCannotBeWrittenIsRefusedBeforeTheSearch) {
  const auto refused = [&](const std::string& options) {
    const Outcome outcome = run_dance("explore two.yaml --space eight.yaml " + options, folder_.path());
    EXPECT_EQ(outcome.exit_code, 2) << options;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_EQ(
      refused("--pareto front.txt --plot front.pdf"),
      "error: dance explore: --pareto: unknown kind of file; expected FILE.csv or FILE.json; got "
      "'front.txt'\n"
      "error: dance explore: --plot: unknown kind of picture; expected FILE.svg, FILE.png, or - for the "
      "terminal; got 'front.pdf'\n");
  EXPECT_THAT(refused("--plot"), HasSubstr("--plot: standard output is no terminal; expected FILE.svg"));
  EXPECT_THAT(refused("--plot - --json"), HasSubstr("does not go with --json"));
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", folder_.path().c_str(), 1);
  const std::string without = refused("--plot front.svg");
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(
      without,
      "error: --plot: the program gnuplot, which draws the picture, is not installed; expected gnuplot on "
      "the PATH (Debian: apt install gnuplot-nox)\n");
}

}  // namespace
}  // namespace dance::test
