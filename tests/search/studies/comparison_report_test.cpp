// A comparison as JSON, CSV and a picture: numbers by hand.
#include "dance/search/studies/comparison_report.h"

#include <gmock/gmock.h>

#include <cmath>

#include "search/studies/micro_comparison.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Runs of these accuracies and areas, with a latency and an energy of 1, so that the area is the EDAP.
ComparedRuns method(const std::string& name, const std::vector<std::pair<double, double>>& runs,
                    std::optional<double> lambda2 = std::nullopt) {
  ComparedRuns compared;
  compared.method.name = name;
  compared.method.lambda2 = lambda2;
  std::uint64_t seed = 1;
  for (const auto& [accuracy, area] : runs) {
    ComparedRun& run = compared.runs.emplace_back();
    run.seed = seed++;
    run.test_accuracy = accuracy;
    run.metrics = {1, 1, area};
  }
  return compared;
}

// One run with every field.
ComparedRun full_run() {
  ComparedRun run;
  run.seed = 3;
  run.test_accuracy = 0.75;
  run.metrics = {2, 0.5, 4};
  run.cost = 1.25;
  run.evaluations = 42;
  run.supernet_score = NetworkScore{0.5, 0.625};
  run.limits.limits.max_latency_ms = 2.5;
  run.limits.excess = -0.2;
  run.limits.within_since = 80;
  run.limits.changes = {{"stage1.0", "zero", "mbconv_k3_e2"}};
  run.search_s = 1.5, run.warm_up_s = 0.0625, run.evaluator_s = 2, run.total_s = 10;
  return run;
}

TEST(ComparisonFront, IsOfTheMeansThatNoOtherBetters) {
  // Mean accuracy and EDAP of the five: 0.9, 2; 0.9, 3; 0.8, 1; 0.7, 1.5; 0.9, 2 again.
  const std::vector<ComparedRuns> comparison = {
      method("a", {{0.8, 1}, {1, 3}}), method("b", {{0.9, 3}, {0.9, 3}}), method("c", {{0.8, 1}, {0.8, 1}}),
      method("d", {{0.7, 1}, {0.7, 2}}), method("e", {{0.9, 2}, {0.9, 2}})};
  EXPECT_EQ(on_front(comparison), (std::vector<bool>{true, false, true, false, true}));
  const Json methods = to_json(comparison)["methods"];
  for (std::size_t m = 0; m < 5; ++m) EXPECT_EQ(methods[m]["on_front"].get<bool>(), m % 2 == 0) << m;
}

TEST(ComparisonCsv, HasALinePerRun) {
  ComparedRuns full = method("full", {}, 0.5);
  full.runs = {full_run()};
  const std::vector<ComparedRuns> comparison = {method("plain", {{0.5, 8}}), full};
  EXPECT_EQ(
      comparison_csv(comparison),
      "method,lambda2,seed,test_accuracy,latency_ms,energy_mj,area_mm2,edap,cost,evaluations,supernet_ce,"
      "supernet_accuracy,limit_excess,within_since,search_s,warm_up_s,evaluator_s,total_s\n"
      "plain,,1,0.5,1,1,8,8,0,0,,,,,0.000,0.000,0.000,0.000\n"
      "full,0.5,3,0.75,2,0.5,4,4,1.25,42,0.5,0.625,-0.2,80,1.500,0.062,2.000,10.000\n");
}

TEST(ComparisonCsv, LeavesACellEmptyWhereTheLimitsWereNeverMet) {
  ComparedRuns compared = method("a", {});
  compared.runs = {full_run()};
  compared.runs[0].limits.within_since.reset();
  EXPECT_THAT(comparison_csv({compared}), HasSubstr(",0.625,-0.2,,1.500,"));
}

TEST(ComparisonJson, HoldsEveryRun) {
  ComparedRuns full = method("full", {}, 0.5);
  full.runs = {full_run()};
  const Json json = to_json(std::vector<ComparedRuns>{method("plain", {{0.5, 8}}), full});
  EXPECT_EQ(json.at("schema"), "dance-comparison-1");
  const Json& plain = json.at("methods").at(0);
  EXPECT_FALSE(plain.contains("lambda2"));
  for (const char* key : {"supernet_ce", "supernet_accuracy", "limits", "excess", "within_since", "changes"})
    EXPECT_FALSE(plain.at("runs").at(0).contains(key)) << key;
  EXPECT_EQ(json.at("methods").at(1).at("lambda2"), 0.5);
  const Json expected = Json::parse(R"({"seed": 3, "test_accuracy": 0.75,
    "metrics": {"latency_ms": 2.0, "energy_mj": 0.5, "area_mm2": 4.0, "edap": 4.0},
    "cost": 1.25, "evaluations": 42, "search_s": 1.5, "warm_up_s": 0.0625, "evaluator_s": 2.0,
    "total_s": 10.0, "supernet_ce": 0.5, "supernet_accuracy": 0.625, "limits": {"max_latency_ms": 2.5},
    "excess": -0.2, "within_since": 80, "changes": 1})");
  EXPECT_EQ(json.at("methods").at(1).at("runs").at(0), expected);
}

// Two methods on two seeds; what a seed does to both alike, 0.2, is no part of the paired deviation.
TEST(ComparisonJson, HoldsMeansAndDeviations) {
  const std::vector<ComparedRuns> comparison = {method("a", {{0.5, 1}, {0.7, 3}}),
                                                method("b", {{0.6, 2}, {0.84, 2}})};
  const Json methods = to_json(comparison).at("methods");
  EXPECT_NEAR(methods[0]["test_accuracy"]["mean"], 0.6, 1e-12);
  EXPECT_NEAR(methods[0]["test_accuracy"]["deviation"], 0.1 * std::sqrt(2), 1e-12);
  EXPECT_NEAR(methods[0]["edap"]["mean"], 2, 1e-12);
  EXPECT_NEAR(methods[0]["edap"]["deviation"], std::sqrt(2), 1e-12);
  EXPECT_EQ(methods[1]["edap"]["deviation"], 0);
  // The differences are 0.1 and 0.14: a deviation of 0.02 sqrt(2), over sqrt(2).
  for (const double paired : paired_accuracy_deviations(comparison)) EXPECT_NEAR(paired, 0.02, 1e-12);
  for (const Json& method : methods) EXPECT_NEAR(method["test_accuracy"]["paired_deviation"], 0.02, 1e-12);
}

// Points of a sweep are one line, in percent.
TEST(ComparisonPlot, HasALinePerMethodWithPairedDeviations) {
  const std::string script =
      comparison_plot({method("swept", {{0.5, 1}, {0.7, 3}}, 0.1),
                       method("swept", {{0.6, 4}, {0.84, 4}}, 0.2), method("one", {{0.5, 5}, {0.7, 5}})});
  EXPECT_THAT(script, AllOf(HasSubstr("mean and standard deviation of 2 seeds"), HasSubstr("EDAP"),
                            HasSubstr("2 60 "), HasSubstr("4 72 4 4 "), HasSubstr("5 60 5 5 ")));
  // The name is there once as a title, though the method has two points.
  std::size_t titles = 0;
  for (std::size_t at = script.find("swept"); at != std::string::npos; at = script.find("swept", at + 1))
    ++titles;
  EXPECT_EQ(titles, 1U);
  EXPECT_THAT(comparison_plot({method("a", {{0.5, 1}})}), HasSubstr("one seed"));
}

}  // namespace
}  // namespace dance::test
