// What keeps the methods of a comparison from being run beside each other.
#include "dance/search/studies/comparison_checks.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "search/studies/micro_comparison.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ComparisonChecks : public ComparisonFile {
 protected:
  std::string runs_refusal(const std::string& methods, const DataSplits& data = micro_data()) {
    write("runs.yaml", methods);
    const ComparisonConfig config = load("runs.yaml");
    return message_of([&] { check_runs(config, data, silent_work(folder_ / "cache")); });
  }
};

TEST_F(ComparisonChecks, MethodsMayDifferInHowTheySearch) {
  EXPECT_EQ(refusal("{name: a}, {name: b, set: [evaluator.kind=none]}, {name: c, lambda2: [1, 2]}, "
                    "{name: d, set: [search.method=random, search.trials=5, limits.max_area_mm2=1]}"),
            "");
}

TEST_F(ComparisonChecks, AllMethodsAreAboutTheSame) {
  write_file_atomic(folder_ / "network2.yaml", kMicroNetwork);
  write_file_atomic(folder_ / "hardware2.yaml", kMicroHardware);
  const std::vector<std::string> sets = {
      "data_seed=4", "data=cifar10:x", "network=" + (folder_ / "network2.yaml").string(),
      "hardware=" + (folder_ / "hardware2.yaml").string(), "cost.kind=edp"};
  for (const std::string& set : sets)
    EXPECT_THAT(
        lines_of(refusal("{name: a}, {name: b, set: [" + set + "]}, {name: c}")),
        ElementsAre(HasSubstr("bad.yaml: methods: method 'b' is about something else; expected data")))
        << set;
  EXPECT_THAT(
      refusal(
          "{name: a, set: [cost.kind=weighted]}, {name: b, set: [cost.kind=weighted, cost.area_weight=9]}"),
      HasSubstr("method 'b' is about something else"));
}

TEST_F(ComparisonChecks, AFaultSaysWhichMethodsHaveItAndWhereItWasSet) {
  EXPECT_THAT(lines_of(refusal("{name: a, set: [search.lambda9=1]},\n{name: b, set: [search.lambda2=x]},\n"
                               "{name: c, set: [search.trials=7, search.lambda2=x]}")),
              ElementsAre(HasSubstr("bad.yaml:4: search.lambda9: unknown key (methods: a)"),
                          HasSubstr("bad.yaml:5: search.lambda2: not a finite number (methods: b)"),
                          HasSubstr("bad.yaml:6: search.lambda2: not a finite number (methods: c)")));
  // Of a key that is set twice, the later place is the one that counts.
  EXPECT_THAT(refusal("{name: a, set: [search.lambda2=1,\n search.lambda2=x]}"),
              HasSubstr("bad.yaml:5: search.lambda2: not a finite number"));
  EXPECT_THAT(refusal("{name: a, set: [evaluator.kind=learned, limits.max_latency_ms=1]}, {name: b}"),
              AllOf(HasSubstr("bad.yaml:4: evaluator.kind: "), HasSubstr("knows no limits of latency"),
                    HasSubstr("(methods: a)")));
}

// Such a fault takes one line, however many methods have it.
TEST_F(ComparisonChecks, AFaultOfAllMethodsIsSaidOnce) {
  write("mine.yaml", "{name: a, lambda2: [1, 2]}, {name: b}");
  const auto message = [&](const std::vector<std::string>& overrides) {
    return message_of([&] { load("mine.yaml", {}, overrides); });
  };
  EXPECT_THAT(message({"foo=1"}), AllOf(StartsWith("foo: unknown key; expected one of "),
                                        Not(HasSubstr("methods:")), Not(HasSubstr("\n"))));
  write("file.yaml", "{name: a}, {name: b}");
  write_file_atomic(folder_ / "file.yaml",
                    replaced(read_file(folder_ / "file.yaml"), "final_training.epochs=1", "bar=1"));
  EXPECT_THAT(lines_of(message_of([&] { load("file.yaml"); })),
              ElementsAre(HasSubstr("file.yaml:2: bar: unknown key; ")));
}

TEST_F(ComparisonChecks, WhatTheSeedsOrASweepOverrideIsRefused) {
  write("mine.yaml", "{name: a, lambda2: [1, 2]}, {name: b}");
  const auto message = [&](const std::vector<std::string>& overrides) {
    return message_of([&] { load("mine.yaml", {}, overrides); });
  };
  EXPECT_THAT(message({"seed=1"}), StartsWith("seed: plays no part in a comparison; expected seeds, or "
                                              "--seeds N,...; got 'seed=1'"));
  EXPECT_THAT(message({"search.lambda2=1"}),
              StartsWith("search.lambda2: plays no part beside the sweep of a"));
  EXPECT_THAT(refusal("{name: a, set: [seed=4]}"), HasSubstr("bad.yaml:4: seed: plays no part"));
  for (const char* set : {"search.lambda2=4", "'search={lambda2: 4}'"})
    EXPECT_THAT(refusal(fmt::format("{{name: a, lambda2: [1, 2], set: [{}]}}", set)),
                HasSubstr("bad.yaml:4: search.lambda2: plays no part beside a sweep"));
  EXPECT_EQ(refusal("{name: a, lambda2: [1, 2], set: ['search={lambda1: 0.1}']}"), "");
  EXPECT_EQ(refusal("{name: a, set: [search.lambda2=4]}, {name: b, lambda2: [1, 2]}"), "");
}

// What is no YAML has a place too, and does not hide what else is wrong.
TEST_F(ComparisonChecks, AnAssignmentThatIsNoYamlHasItsPlace) {
  EXPECT_THAT(lines_of(refusal("{name: a, lambda2: [1, 2], set: ['search={lambda1: 4']},\n"
                               "{name: b, set: [search.lambda9=1]}")),
              ElementsAre(AllOf(HasSubstr("bad.yaml:4: search: not valid YAML"), HasSubstr("(methods: a)")),
                          HasSubstr("bad.yaml:5: search.lambda9: unknown key (methods: b)")));
}

TEST_F(ComparisonChecks, WhatWouldEndARunIsFoundBefore) {
  EXPECT_EQ(runs_refusal("{name: a}, {name: b, set: [limits.max_area_mm2=100]}"), "");
  EXPECT_THAT(
      lines_of(runs_refusal("{name: exact},\n {name: batch, set: [final_training.batch_size=60000]},\n"
                            " {name: area, set: [limits.max_area_mm2=0.0001]}")),
      testing::IsSupersetOf(std::vector<testing::Matcher<std::string>>{
          HasSubstr(
              "runs.yaml:5: final_training.batch_size: a batch is larger than its split (methods: batch)"),
          AllOf(HasSubstr("runs.yaml:6: limits.max_area_mm2: no network"), HasSubstr("(methods: area)"))}));
}

TEST_F(ComparisonChecks, DataThatFitNoMethodAreAFaultOfAll) {
  DataSplits data = micro_data();
  data.classes.push_back("e");
  EXPECT_THAT(lines_of(runs_refusal("{name: a}, {name: b}", data)),
              ElementsAre(AllOf(HasSubstr("data: classes do not fit the network space 'micro'"),
                                HasSubstr("expected 4 classes; got 5"), Not(HasSubstr("methods:")))));
}

}  // namespace
}  // namespace dance::test
