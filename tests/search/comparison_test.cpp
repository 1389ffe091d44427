// Comparisons of micro runs: what they hold, that they go on where they stopped, and what they refuse.
#include "dance/search/comparison.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <cmath>
#include <sstream>

#include "core/faults.h"
#include "dance/report/design.h"
#include "search/micro.h"

namespace dance {
namespace {

namespace fs = std::filesystem;
using test::message_of;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(MeanSpread, ByHand) {
  EXPECT_EQ(mean_spread({3}).mean, 3);
  EXPECT_EQ(mean_spread({3}).deviation, 0);
  EXPECT_DOUBLE_EQ(mean_spread({1, 2, 6}).mean, 3);
  EXPECT_DOUBLE_EQ(mean_spread({1, 2, 6}).deviation, std::sqrt((4.0 + 1 + 9) / 2));
}

class MicroComparison : public ::testing::Test {
 protected:
  MicroComparison() {
    ::setenv("DANCE_CACHE", (folder_ / "cache").c_str(), 1);
    test::write_micro_files(folder_);
    write("compare.yaml", "{name: exact}, {name: separate, set: [evaluator.kind=none]}");
  }

  void write(const std::string& name, const std::string& methods, const std::string& seeds = "[1, 2]") {
    write_file_atomic(folder_ / name, "search: " + (folder_ / "search.yaml").string() +
                                          "\nset: [final_training.epochs=1]\nseeds: " + seeds +
                                          "\nmethods: [" + methods + "]\n");
  }
  ComparisonConfig load(const std::string& name = "compare.yaml") const {
    return load_comparison((folder_ / name).string(), {}, {});
  }
  std::vector<ComparedMethodRuns> run(const std::string& name = "compare.yaml") {
    NoProgress silent;
    return run_comparison(load(name), test::micro_data(), folder_ / "out", silent);
  }
  std::string refusal(const std::string& methods, const std::string& seeds = "[1]") {
    write("bad.yaml", methods, seeds);
    return message_of([&] { load("bad.yaml"); });
  }

  test::TemporaryFolder folder_;
};

TEST_F(MicroComparison, HoldsEveryRunOfEveryMethod) {
  const std::vector<ComparedMethodRuns> comparison = run();
  ASSERT_EQ(comparison.size(), 2U);
  EXPECT_EQ(comparison[1].name, "separate");
  for (const ComparedMethodRuns& method : comparison) {
    ASSERT_EQ(method.runs.size(), 2U);
    for (const ComparedRun& run : method.runs) {
      const Design design = read_design(folder_ / "out" / method.name / ("seed-" + std::to_string(run.seed)));
      EXPECT_EQ(design.seed, run.seed);
      EXPECT_EQ(design.evaluator.kind, method.name == "exact" ? "exact" : "none");
      EXPECT_EQ(design.test_accuracy, run.test_accuracy);
      EXPECT_EQ(design.metrics.edap(), run.metrics.edap());
      EXPECT_GT(run.search_s, 0);
    }
  }
  std::istringstream csv(read_file(folder_ / "out" / "comparison.csv"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(csv, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_THAT(lines[1], testing::StartsWith("exact,1,"));
  EXPECT_THAT(lines[4], testing::StartsWith("separate,2,"));
}

TEST_F(MicroComparison, GoesOnWhereItStopped) {
  const auto first = run();
  const fs::path kept = folder_ / "out/exact/seed-1/design.json", lost = folder_ / "out/separate/seed-2";
  const auto written = fs::last_write_time(kept);
  fs::remove(lost / "design.json");  // as a run that was stopped leaves it
  const auto second = run();
  EXPECT_EQ(fs::last_write_time(kept), written);
  EXPECT_EQ(second[1].runs[1].metrics.edap(), first[1].runs[1].metrics.edap());
  EXPECT_EQ(second[1].runs[1].test_accuracy, first[1].runs[1].test_accuracy);
  write("more.yaml", "{name: exact}, {name: flops, set: [evaluator.kind=flops]}");
  EXPECT_EQ(run("more.yaml")[1].runs.size(), 2U);  // a method more, beside what is there
  EXPECT_EQ(fs::last_write_time(kept), written);
}

TEST_F(MicroComparison, RefusesRunsOfOtherSettingsAndForeignFolders) {
  run();
  write("other.yaml", "{name: exact, set: [search.lambda2=9]}");
  EXPECT_THAT(message_of([&] { run("other.yaml"); }),
              AllOf(HasSubstr("exact/seed-1/config.yaml"), HasSubstr("other settings")));
  fs::remove_all(folder_ / "out");
  write_file_atomic(folder_ / "out" / "thesis.txt", "mine");
  EXPECT_THAT(message_of([&] { run(); }), HasSubstr("not empty"));
  EXPECT_EQ(read_file(folder_ / "out" / "thesis.txt"), "mine");
}

TEST_F(MicroComparison, FaultsOfItsFileComeBeforeAnyRun) {
  EXPECT_THAT(refusal("{name: a}, {name: a}"), HasSubstr("a name is given twice"));
  EXPECT_THAT(refusal("{name: ../a}"), HasSubstr("no name for a folder"));
  EXPECT_THAT(refusal("{name: a, sets: []}"), HasSubstr("unknown key"));
  EXPECT_THAT(refusal(""), HasSubstr("no method"));
  EXPECT_THAT(refusal("{name: a}", "[1, 1]"), HasSubstr("a seed is given twice"));
  EXPECT_THAT(refusal("{name: a}", "[]"), HasSubstr("no seed"));
  EXPECT_THAT(refusal("{name: a}, {name: b, set: [data_seed=4]}"),
              HasSubstr("method 'b' is about something else"));
  EXPECT_THAT(refusal("{name: a, set: [search.lambda9=1]}, {name: b, set: [search.lambda2=x]}"),
              AllOf(HasSubstr("method 'a'"), HasSubstr("search.lambda9"), HasSubstr("method 'b'")));
}

}  // namespace
}  // namespace dance
