// dance explore for several networks, run as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "cli/eight_points.h"
#include "cli/run_dance.h"

namespace dance::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kWide =
    "name: wide\nlayers:\n"
    "  - {name: conv, type: conv, input: {channels: 16, height: 6, width: 6}, output_channels: 16, kernel: "
    "1}\n";

class ExploreNetworks : public testing::Test {
 protected:
  void SetUp() override {
    write_text(folder_ / "eight.yaml", kEightPoints);
    write_text(folder_ / "two.yaml", kTwoLayers);
    write_text(folder_ / "wide.yaml", kWide);
  }
  Outcome run(const std::string& arguments) {
    return run_dance("explore --space eight.yaml " + arguments, folder_.path());
  }
  json explore(const std::string& arguments) {
    return json_of("explore --space eight.yaml " + arguments, folder_.path());
  }
  // The metrics of each accelerator by itself, from `dance cost`.
  std::vector<json> all_metrics(const std::string& network) {
    std::vector<json> all;
    for (const char* point : kEachPoint) {
      all.push_back(
          json_of("cost " + network + " --accelerator eight.yaml:" + point, folder_.path())["metrics"]);
    }
    return all;
  }
  std::string text_of(const std::string& file) const {
    std::ifstream stream(folder_ / file);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }
  const TemporaryFolder folder_;
};

double least(const std::vector<json>& all, const char* key) {
  double least = all.front()[key];
  for (const json& metrics : all) least = std::min(least, metrics[key].get<double>());
  return least;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  return cells;
}

// The combined costs of all eight by hand, from each network's EDAP.
TEST_F(ExploreNetworks, FindsTheBestOfAllAcceleratorsTriedOneByOne) {
  const std::vector<json> two = all_metrics("two.yaml"), wide = all_metrics("wide.yaml");
  const double least_two = least(two, "edap"), least_wide = least(wide, "edap");
  for (const bool worst : {false, true}) {
    std::vector<std::pair<double, std::int64_t>> expected;
    for (std::size_t a = 0; a < 8; ++a) {
      const double first = two[a]["edap"].get<double>() / least_two,
                   second = wide[a]["edap"].get<double>() / least_wide;
      expected.emplace_back(worst ? std::max(first, second) : (0.5 * first + 2 * second) / 2.5,
                            static_cast<std::int64_t>(a));
    }
    std::sort(expected.begin(), expected.end());
    const json found =
        explore(worst ? "two.yaml wide.yaml --worst --top 8" : "two.yaml:0.5 wide.yaml:2 --top 8");
    EXPECT_EQ(found["schema"], "dance-explore-networks-1");
    EXPECT_EQ(found["combination"], worst ? "worst" : "weighted_mean");
    EXPECT_EQ(found["feasible"], 8);
    ASSERT_EQ(found["best"].size(), 8u);
    for (std::size_t i = 0; i < 8; ++i) {
      const json& best = found["best"][i];
      EXPECT_EQ(best["index"], expected[i].second);
      EXPECT_NEAR(best["cost"].get<double>() / expected[i].first, 1, 1e-6);
      const auto a = best["index"].get<std::size_t>();
      EXPECT_EQ(best["networks"][0]["name"], "two");
      EXPECT_NEAR(best["networks"][0]["metrics"]["latency_ms"].get<double>(),
                  two[a]["latency_ms"].get<double>(), 1e-6);
      EXPECT_NEAR(best["networks"][1]["relative_cost"].get<double>(),
                  wide[a]["edap"].get<double>() / least_wide, 1e-5);
    }
  }
}

TEST_F(ExploreNetworks, EachNetworkHasItsWeightAndItsOwnBest) {
  const json found = explore("two.yaml:0.5 wide.yaml --cost latency");
  for (std::size_t n = 0; n < 2; ++n) {
    const json own = explore(std::string(n == 0 ? "two.yaml" : "wide.yaml") + " --cost latency");
    EXPECT_EQ(found["networks"][n]["weight"], n == 0 ? 0.5 : 1.0);
    EXPECT_EQ(found["networks"][n]["own_best"], own["best"][0]);
    EXPECT_EQ(found["networks"][n]["cost"], own["cost"]);
    EXPECT_EQ(found["networks"][n]["name"], own["network"]["name"]);
  }
  EXPECT_EQ(found["space"]["policy"], "latency");
}

TEST_F(ExploreNetworks, EqualNetworksHaveTheBestOfOneAndNamesOfTheirOwn) {
  const json found = explore("two.yaml two.yaml:3");
  EXPECT_EQ(found["networks"][0]["name"], "two");
  EXPECT_EQ(found["networks"][1]["name"], "two#2");
  EXPECT_EQ(found["best"][0]["index"], explore("two.yaml")["best"][0]["index"]);
  EXPECT_NEAR(found["best"][0]["cost"].get<double>(), 1, 1e-9);
}

TEST_F(ExploreNetworks, OneNetworkHasNoUseForAWeightOrTheWorst) {
  for (const char* format : {" --quiet", " --json"}) {
    const Outcome plain = run("two.yaml" + std::string(format));
    EXPECT_EQ(plain.exit_code, 0);
    EXPECT_EQ(run("two.yaml:0.3" + std::string(format)).out, plain.out);
    EXPECT_EQ(run("two.yaml --worst" + std::string(format)).out, plain.out);
  }
}

TEST_F(ExploreNetworks, MappingsAreChosenForEachNetwork) {
  const json found = explore("two.yaml wide.yaml --cost energy --policy latency");
  const json& chosen = found["chosen_mappings"];
  EXPECT_LE(chosen["cost"].get<double>(), found["best"][0]["cost"].get<double>() * (1 + 1e-6));
  EXPECT_NEAR(chosen["gain"].get<double>(),
              1 - chosen["cost"].get<double>() / found["best"][0]["cost"].get<double>(), 1e-6);
  EXPECT_NEAR((chosen["networks"][0]["relative_cost"].get<double>() +
               chosen["networks"][1]["relative_cost"].get<double>()) /
                  2,
              chosen["cost"].get<double>(), 1e-9);
  EXPECT_EQ(chosen["networks"][0]["layers"].size(), 2u);
  EXPECT_EQ(chosen["networks"][1]["layers"].size(), 1u);
}

TEST_F(ExploreNetworks, TextHasEachNetwork) {
  const Outcome outcome = run("two.yaml:0.5 wide.yaml --quiet");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  for (const char* part :
       {"network      two: 2 layers", "network      wide: 1 layers", "weight 0.5; ", "weight 1; ",
        "own best: cost 1.0000, ", "8 accelerators, 8 of them feasible for every network;",
        "that none dominates in mean relative latency and energy", "weighted mean of the networks' costs",
        "(latency / L0) x (energy / E0) x (area / A0)", "relative cost", "The first, with each layer's",
        "\n\ntwo\n\n", "\n\nwide\n\n"}) {
    EXPECT_THAT(outcome.out, HasSubstr(part));
  }
  const Outcome worst = run("two.yaml wide.yaml --quiet --worst");
  EXPECT_THAT(worst.out, HasSubstr("largest of the networks' costs"));
  EXPECT_THAT(worst.out, Not(HasSubstr("weight 1")));
}

TEST_F(ExploreNetworks, FilesHaveColumnsForEachNetwork) {
  const json found =
      explore("two.yaml two.yaml wide.yaml --csv all.csv --pareto front.csv --max-area-mm2 100");
  std::istringstream all(text_of("all.csv"));
  std::string line;
  std::getline(all, line);
  const std::vector<std::string> head = cells_of(line);
  const std::vector<std::string> after(head.begin() + 10, head.end());
  EXPECT_THAT(after,
              ElementsAre("area_mm2", "cost", "relative_latency", "relative_energy", "two_latency_ms",
                          "two_energy_mj", "two_relative_cost", "two#2_latency_ms", "two#2_energy_mj",
                          "two#2_relative_cost", "wide_latency_ms", "wide_energy_mj", "wide_relative_cost"));
  std::vector<std::vector<std::string>> lines;
  while (std::getline(all, line)) lines.push_back(cells_of(line));
  ASSERT_EQ(lines.size(), 8u);
  const json& best = found["best"][0];
  const std::vector<std::string>& of_best = lines[best["index"].get<std::size_t>()];
  EXPECT_NEAR(std::stod(of_best[11]), best["cost"].get<double>(), 1e-8);
  EXPECT_NEAR(std::stod(of_best[20]), best["networks"][2]["metrics"]["latency_ms"].get<double>(), 1e-8);
  const std::string front = text_of("front.csv");
  EXPECT_EQ(std::count(front.begin(), front.end(), '\n') - 1, found["pareto"].get<std::int64_t>());
  explore("two.yaml wide.yaml --worst --pareto front.json");
  const json points = json::parse(text_of("front.json"));
  ASSERT_FALSE(points.empty());
  for (const json& point : points) {
    const json& networks = point["networks"];
    EXPECT_EQ(point["cost"].get<double>(), std::max(networks[0]["relative_cost"].get<double>(),
                                                    networks[1]["relative_cost"].get<double>()));
  }
}

TEST_F(ExploreNetworks, ThePlotHasRelativeAxes) {
  EXPECT_THAT(run("two.yaml wide.yaml --quiet --plot -").out,
              HasSubstr("mean latency relative to own best\n"));
  EXPECT_EQ(run("two.yaml wide.yaml --quiet --worst --max-latency-ms 100 --plot front.svg").exit_code, 0);
  const std::string svg = text_of("front.svg");
  for (const char* part : {"two, wide on 8 accelerators of eight", "worst energy relative to own best"})
    EXPECT_THAT(svg, HasSubstr(part));
}

// The limit holds for the smaller network alone.
TEST_F(ExploreNetworks, ALimitThatOneNetworkCannotMeetIsRefusedWithItsName) {
  const double two = least(all_metrics("two.yaml"), "latency_ms"),
               wide = least(all_metrics("wide.yaml"), "latency_ms");
  const std::string larger = two > wide ? "two" : "wide", smaller = two > wide ? "wide" : "two";
  const std::string limit = std::to_string((two + wide) / 2);
  const Outcome outcome = run("two.yaml wide.yaml --quiet --max-latency-ms " + limit);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("--max-latency-ms: no accelerator of 'eight' meets the limits for every "
                                     "network; the nearest ("));
  EXPECT_THAT(outcome.err, HasSubstr(" ms of " + larger + " where the limit is "));
  EXPECT_THAT(outcome.err, Not(HasSubstr(" of " + smaller)));
  const Outcome as_json = run("two.yaml wide.yaml --json --max-latency-ms " + limit);
  EXPECT_EQ(as_json.exit_code, 2);
  const json found = json::parse(as_json.out);
  EXPECT_EQ(found["feasible"], 0);
  EXPECT_FALSE(found.contains("best"));
  EXPECT_EQ(found["networks"][two > wide ? 0 : 1]["own_best"], nullptr);
  EXPECT_NE(found["networks"][two > wide ? 1 : 0]["own_best"], nullptr);
  EXPECT_NEAR(found["nearest"]["violation"].get<double>(), std::max(two, wide) / std::stod(limit) - 1, 1e-6);
}

TEST_F(ExploreNetworks, BadArgumentsAreRefused) {
  const auto refused = [&](const std::string& arguments) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_EQ(refused("two.yaml:0 wide.yaml:nan"),
            "error: two.yaml:0: not a network's weight; expected NETWORK:WEIGHT with a number above 0 and at "
            "most 1000000; got '0'\n"
            "error: wide.yaml:nan: not a network's weight; expected NETWORK:WEIGHT with a number above 0 and "
            "at most 1000000; got 'nan'\n");
  EXPECT_EQ(refused("two.yaml:2 wide.yaml --worst"),
            "error: dance explore: --worst: weights mean nothing where the worst network counts; expected "
            "two.yaml; got 'two.yaml:2'\n");
  const std::string both = refused("none.yaml resnet51");
  EXPECT_THAT(both, HasSubstr("none.yaml"));
  EXPECT_THAT(both, HasSubstr("did you mean 'resnet50'?"));
  EXPECT_THAT(refused("two.yaml wide.yaml --branch x=then"),
              HasSubstr("--branch: only an ONNX model has branches"));
}

}  // namespace
}  // namespace dance::test
