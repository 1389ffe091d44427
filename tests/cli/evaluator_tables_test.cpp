// The one table of `dance evaluator check`: its columns, what is left out, and its width.
#include "cli/evaluator_tables.h"

#include <gmock/gmock.h>

#include <sstream>

namespace dance::test {

using namespace cli;
namespace {

using testing::ContainsRegex;

EvaluatorScore score_of(double regret, bool forwarding) {
  EvaluatorScore score;
  score.networks = 10000;
  score.regret = {regret, 2 * regret, 3 * regret};
  score.metrics.latency = {{0.01, 0.02, 0.03}, 0.95};
  if (forwarding) score.anywhere = score.metrics;
  score.heads = {{"pe_x", 0.99}, {"dataflow", 1}};
  return score;
}

EvaluatorChecks checks() {
  return {{score_of(0.001, true), score_of(0.002, true)}, {score_of(0.003, false), score_of(0.004, false)}};
}

TEST(EvaluatorTables, ColumnsAreOneHotThenSoftWithThenWithout) {
  const std::string text = text_of(checks());
  EXPECT_THAT(text, ContainsRegex("regret, mean +0.100 % +0.300 % +0.200 % +0.400 %"));
  EXPECT_THAT(text, ContainsRegex("regret, worst +0.300 % +0.900 % +0.600 % +1.200 %"));
  EXPECT_THAT(text, ContainsRegex("pe_x right +99.000 % +99.000 %"));
  EXPECT_THAT(text, ContainsRegex("latency Kendall's tau +0.9500 +0.9500 +0.9500 +0.9500"));
}

TEST(EvaluatorTables, WhatIsUndefinedIsADash) {
  const std::string text = text_of(checks());
  EXPECT_THAT(text, ContainsRegex("latency error, any accelerator, mean +1.000 % +- +1.000 % +-"));
  EXPECT_THAT(text, ContainsRegex("area Kendall's tau +- +- +- +-"));
}

TEST(EvaluatorTables, FitsIn120Columns) {
  std::istringstream lines(text_of(checks()));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120u) << line;
}

TEST(EvaluatorTables, JsonHasNullForWhatIsUndefined) {
  const Json json = to_json(checks().without_forwarding);
  EXPECT_EQ(json["one_hot"]["regret"]["p99"], 0.006);
  EXPECT_EQ(json["one_hot"]["metrics"]["latency"]["kendall_tau"], 0.95);
  EXPECT_TRUE(json["one_hot"]["metrics"]["area"]["kendall_tau"].is_null());
  EXPECT_TRUE(json["one_hot"]["metrics_anywhere"].is_null());
  EXPECT_EQ(json["soft"]["head_accuracy"]["pe_x"], 0.99);
}

}  // namespace
}  // namespace dance::test
