// Comparisons of micro runs: what they hold, how they go on where they stopped, and what they refuse.
#include "dance/search/studies/comparison.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <stdlib.h>

#include <future>
#include <optional>
#include <sstream>

#include "dance/core/file_lock.h"
#include "dance/report/cost_json.h"
#include "dance/report/design.h"
#include "search/studies/micro_comparison.h"

namespace dance::test {
namespace {

namespace fs = std::filesystem;
using test::message_of;
using ::testing::AllOf;
using ::testing::HasSubstr;

class MicroComparison : public ComparisonFile {
 protected:
  MicroComparison() { write("compare.yaml", "{name: exact}, {name: separate, set: [evaluator.kind=none]}"); }

  std::vector<ComparedRuns> run(const std::string& name = "compare.yaml") {
    return run_comparison(load(name), test::micro_data(), folder_ / "out",
                          test::silent_work(folder_ / "cache"));
  }
};

TEST_F(MicroComparison, HoldsEveryRunOfEveryMethod) {
  const std::vector<ComparedRuns> comparison = run();
  ASSERT_EQ(comparison.size(), 2U);
  EXPECT_EQ(comparison[1].method.name, "separate");
  for (const ComparedRuns& compared : comparison) {
    ASSERT_EQ(compared.runs.size(), 2U);
    for (const ComparedRun& run : compared.runs) {
      const Design design =
          read_design(folder_ / "out" / compared.method.name / ("seed-" + std::to_string(run.seed)));
      EXPECT_EQ(design.seed, run.seed);
      EXPECT_EQ(design.evaluator.kind, compared.method.name == "exact" ? "exact" : "none");
      EXPECT_EQ(design.test_accuracy, run.test_accuracy);
      EXPECT_EQ(design.metrics.edap(), run.metrics.edap());
      EXPECT_GT(run.search_s, 0);
      EXPECT_GE(run.total_s, run.search_s + run.warm_up_s + run.evaluator_s);
    }
  }
  std::istringstream csv(read_file(folder_ / "out" / "comparison.csv"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(csv, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_THAT(lines[1], testing::StartsWith("exact,,1,"));
  EXPECT_THAT(lines[4], testing::StartsWith("separate,,2,"));
}

// Each value of a sweep has runs of its own. They share the warm-up and, where the weights stay as it left
// them, the whole supernet.
TEST_F(MicroComparison, SweepsLambda2) {
  write("sweep.yaml",
        "{name: swept, lambda2: [0, 0.5, 2], set: [search.train_weights=no, search.final_choice.draws=0, "
        "search.final_choice.sweeps=0]}, {name: one}",
        "[1]");
  const std::vector<ComparedRuns> comparison = run("sweep.yaml");
  ASSERT_EQ(comparison.size(), 4U);
  EXPECT_EQ(comparison[3].method.lambda2, std::nullopt);
  for (std::size_t i = 0; i < 3; ++i) {
    const double lambda2 = std::vector<double>{0, 0.5, 2}[i];
    EXPECT_EQ(comparison[i].method.name, "swept");
    EXPECT_EQ(comparison[i].method.lambda2, lambda2);
    const Design design = read_design(folder_ / "out/swept" / fmt::format("lambda2-{}", lambda2) / "seed-1");
    EXPECT_EQ(design.search.lambda2, lambda2);
    EXPECT_EQ(design.search.evaluations, comparison[i].runs[0].evaluations);
    EXPECT_EQ(comparison[i].runs[0].evaluations, 4 * 16);  // 4 epochs of 256 images, 16 a batch
  }
  EXPECT_LE(comparison[2].runs[0].cost, comparison[0].runs[0].cost);
  EXPECT_THAT(read_file(folder_ / "out/comparison.csv"), HasSubstr("\nswept,0.5,1,"));
  const Json json = Json::parse(read_file(folder_ / "out/comparison.json"));
  EXPECT_EQ(json.at("methods").at(2).at("lambda2"), 2);
  EXPECT_FALSE(json.at("methods").at(3).contains("lambda2"));
  EXPECT_THAT(read_file(folder_ / "out/comparison.svg"), AllOf(HasSubstr("swept"), HasSubstr("</svg>")));
}

TEST_F(MicroComparison, SaysOfLimitsHowFarTheRunsAreWithin) {
  const double free_mm2 = run()[0].runs[0].metrics.area_mm2;
  fs::remove_all(folder_ / "out");
  const double limit = 0.999 * free_mm2;  // the limit binds
  write("limits.yaml", fmt::format("{{name: exact, set: [limits.max_area_mm2={}]}}", limit), "[1]");
  const ComparedRun within = run("limits.yaml")[0].runs[0];
  EXPECT_LE(within.metrics.area_mm2, limit);
  EXPECT_DOUBLE_EQ(within.limits.excess, within.metrics.area_mm2 / limit - 1);
  EXPECT_DOUBLE_EQ(Json::parse(read_file(
                       folder_ / "out/comparison.json"))["methods"][0]["runs"][0]["limits"]["max_area_mm2"],
                   limit);
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
  EXPECT_EQ(run("more.yaml")[1].runs.size(), 2U);  // one method more, beside what is there
  EXPECT_EQ(fs::last_write_time(kept), written);
}

// Tells which run is waited for.
class WaitedFor final : public Progress {
 public:
  void begin(const std::string& phase, std::int64_t, const std::string&) override {
    if (phase.starts_with("waiting for ")) run_.set_value(phase.substr(12));
  }
  void advance(std::int64_t, const Figures&) override {}
  void end() override {}
  void warn(const std::string&) override {}
  std::string run() {
    auto run = run_.get_future();
    return run.wait_for(std::chrono::minutes(2)) == std::future_status::ready ? run.get() : "none";
  }

 private:
  std::promise<std::string> run_;
};

// The test holds the locks that another process would have of a comparison that it works on.
TEST_F(MicroComparison, LeavesToAnotherProcessWhatThatIsAt) {
  const fs::path locks = folder_ / "out/.locks";
  write_file_atomic(folder_ / "out/separate/seed-1/config.yaml", "");
  write_file_atomic(folder_ / "out/separate/seed-1/log.csv", "begun");
  std::optional<FileLock> seed(locks / ".seeds/1.lock"), run_of_seed(locks / "separate/seed-1.lock");
  WaitedFor progress;
  auto comparison = std::async(std::launch::async, [&] {
    return run_comparison(load(), test::micro_data(), folder_ / "out", {progress, folder_ / "cache"});
  });
  EXPECT_EQ(progress.run(), "separate/seed-1");
  EXPECT_EQ(read_file(folder_ / "out/separate/seed-1/log.csv"), "begun");
  const auto written = [&](const std::string& run) {
    return fs::last_write_time(folder_ / "out" / run / "design.json");
  };
  EXPECT_LT(written("exact/seed-2"), written("exact/seed-1"));  // seeds that are free come first
  EXPECT_LT(written("separate/seed-2"), written("exact/seed-1"));
  run_of_seed.reset();  // as if that process ended, its run unfinished
  EXPECT_EQ(comparison.get()[1].runs.size(), 2U);
  EXPECT_TRUE(fs::exists(folder_ / "out/separate/seed-1/design.json"));
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

// It does not even remove a folder that has the name of a run.
TEST_F(MicroComparison, RemovesNothingThatIsNoRun) {
  write_file_atomic(folder_ / "out/compare.yaml", "");  // not the one that a comparison writes
  write_file_atomic(folder_ / "out/exact/seed-1/notes.txt", "mine");
  EXPECT_THAT(message_of([&] { run(); }), HasSubstr("not empty"));
  fs::create_directory(folder_ / "out/.locks");
  EXPECT_THAT(message_of([&] { run(); }), HasSubstr("exact/seed-1: holds something else than a run"));
  EXPECT_EQ(read_file(folder_ / "out/exact/seed-1/notes.txt"), "mine");
}

TEST_F(MicroComparison, WhatCannotRunIsSaidBeforeAnyRun) {
  write("bad.yaml",
        "{name: exact},\n {name: batch, set: [final_training.batch_size=60000]},\n"
        " {name: area, set: [limits.max_area_mm2=0.0001]}");
  EXPECT_THAT(
      message_of([&] { run("bad.yaml"); }),
      AllOf(HasSubstr("bad.yaml:5: final_training.batch_size: a batch is larger than its split (methods: "
                      "batch)"),
            HasSubstr("bad.yaml:6: limits.max_area_mm2: "), HasSubstr("(methods: area)")));
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(MicroComparison, KeepsWhatItWasStartedFrom) {
  write("one.yaml", "{name: exact}", "[3]");
  run("one.yaml");
  EXPECT_EQ(read_file(folder_ / "out/compare.yaml"),
            "# Seeds: 3. Set for every run: final_training.epochs=1.\n" + read_file(folder_ / "one.yaml"));
}

}  // namespace
}  // namespace dance::test
