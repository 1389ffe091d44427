// The file of a comparison: what it comes to for each run, and what is wrong with it.
#include "dance/search/studies/comparison_config.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "dance/core/presets.h"
#include "search/studies/micro_comparison.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ComparisonPresets, AllLoad) {
  const std::vector<std::string> names = preset_names("compare");
  EXPECT_THAT(names, testing::IsSupersetOf({"front-small", "limits-small", "paper-small", "tune-small"}));
  for (const std::string& name : names) EXPECT_FALSE(load_comparison(name, {}, {}).methods.empty()) << name;
}

using ComparisonConfigTest = ComparisonFile;

TEST_F(ComparisonConfigTest, HoldsWhatTheFileSays) {
  write("compare.yaml", "{name: one, set: [search.lambda1=0.5]},\n {name: swept, lambda2: [0, 0.25]}",
        "[7, 0]");
  const ComparisonConfig config = load();
  EXPECT_EQ(config.file, folder_ / "compare.yaml");
  EXPECT_EQ(config.search_file, folder_ / "search.yaml");
  EXPECT_EQ(config.threads, 0);
  EXPECT_THAT(config.seeds, ElementsAre(7, 0));
  ASSERT_EQ(config.overrides.size(), 1U);
  EXPECT_EQ(config.overrides[0].assignment, "final_training.epochs=1");
  EXPECT_EQ(config.overrides[0].line, 2);
  ASSERT_EQ(config.methods.size(), 3U);  // a point of a sweep is one of them
  EXPECT_EQ(config.methods[0].name, "one");
  EXPECT_EQ(config.methods[0].overrides[0].assignment, "search.lambda1=0.5");
  EXPECT_EQ(config.methods[0].overrides[0].line, 4);
  EXPECT_EQ(config.methods[0].lambda2, std::nullopt);
  for (const std::size_t m : {1, 2}) {
    EXPECT_EQ(config.methods[m].name, "swept");
    EXPECT_EQ(config.methods[m].lambda2, m == 1 ? 0 : 0.25);
  }
}

// The later of two assignments counts: the method's after the file's and the command line's.
TEST_F(ComparisonConfigTest, ARunIsTheSearchWithAllThatIsSet) {
  write("compare.yaml",
        "{name: own, set: [search.trials=9, search.lambda1=0.5]}, {name: swept, lambda2: [0.1]}");
  const ComparisonConfig config = load("compare.yaml", {}, {"search.lambda1=0.25", "search.trials=8"});
  const SearchConfig own = config.of(config.methods[0], 11), swept = config.of(config.methods[1], 12);
  EXPECT_EQ(own.seed, 11U);
  EXPECT_EQ(own.training.epochs, 1);         // of the file
  EXPECT_EQ(own.search.trials, 9);           // of the method
  EXPECT_EQ(own.search.lambda1, 0.5);        // of the method
  EXPECT_EQ(own.search.lambda2.value, 0.3);  // of the search
  EXPECT_EQ(swept.seed, 12U);
  EXPECT_EQ(swept.search.trials, 8);  // of the command line
  EXPECT_EQ(swept.search.lambda1, 0.25);
  EXPECT_EQ(swept.search.lambda2.value, 0.1);
}

TEST_F(ComparisonConfigTest, TheNumberOfThreadsIsForRunsThatHaveNone) {
  write("compare.yaml", "{name: three, set: [threads=3]}, {name: all, set: [threads=0]}");
  ComparisonConfig config = load();
  config.threads = 2;
  EXPECT_EQ(config.of(config.methods[0], 1).threads, 3);
  EXPECT_EQ(config.of(config.methods[1], 1).threads, 2);
}

TEST_F(ComparisonConfigTest, ValuesOfASweepReachTheRunExactly) {
  write("compare.yaml", "{name: swept, lambda2: [0.1, 1e-7, 123456.789012345, 0]}");
  const ComparisonConfig config = load();
  std::vector<double> values;
  for (const ComparedMethod& method : config.methods)
    values.push_back(config.of(method, 1).search.lambda2.value);
  EXPECT_THAT(values, ElementsAre(0.1, 1e-7, 123456.789012345, 0));
}

TEST_F(ComparisonConfigTest, SeedsOfTheCommandLineTakeThePlaceOfTheFiles) {
  write("compare.yaml", "{name: a}");
  EXPECT_THAT(load().seeds, ElementsAre(1, 2));
  EXPECT_THAT(load("compare.yaml", {5}).seeds, ElementsAre(5));
  const auto message = [&](const std::vector<std::uint64_t>& seeds) {
    return message_of([&] { load("compare.yaml", seeds); });
  };
  EXPECT_THAT(message({1, 3, 1}),
              StartsWith("--seeds: a seed is given twice; expected each seed once; got 1,3,1"));
  std::vector<std::uint64_t> many(1001);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = i;
  EXPECT_THAT(message(many), StartsWith("--seeds: too many seeds; expected at most 1000; got 1001"));
}

TEST_F(ComparisonConfigTest, FaultsHaveTheirPlace) {
  EXPECT_THAT(refusal("{name: a}, {name: a}"),
              HasSubstr("bad.yaml:4: methods[1].name: a name is given twice"));
  EXPECT_THAT(refusal("{name: a, sets: []}"), HasSubstr("bad.yaml:4: methods[0].sets: unknown key"));
  EXPECT_THAT(refusal(""), HasSubstr("bad.yaml:4: methods: no method"));
  EXPECT_THAT(refusal("{name: a}", "[1, 1]"), HasSubstr("bad.yaml:3: seeds[1]: a seed is given twice"));
  EXPECT_THAT(refusal("{name: a}", "[]"), HasSubstr("bad.yaml:3: seeds: no seed"));
  EXPECT_THAT(refusal("{name: a}", "[-1]"), HasSubstr("bad.yaml:3: seeds[0]: out of range"));
  EXPECT_THAT(refusal("{name: a, lambda2: [1, 1.0]}"),
              HasSubstr("bad.yaml:4: methods[0].lambda2[1]: a value is given twice"));
  EXPECT_THAT(refusal("{name: a, lambda2: [-1]}"), HasSubstr("methods[0].lambda2[0]: out of range"));
  EXPECT_THAT(refusal("{name: a, lambda2: []}"), HasSubstr("methods[0].lambda2: no value"));
  EXPECT_THAT(refusal("{name: a, set: [search.trials]}"),
              HasSubstr("bad.yaml:4: methods[0].set[0]: not an assignment; expected key=value"));
  EXPECT_THAT(refusal("{name: a, set: [=3]}"),
              HasSubstr("bad.yaml:4: methods[0].set[0]: not an assignment; expected key=value"));
}

TEST_F(ComparisonConfigTest, NamesAreThoseOfFolders) {
  for (const char* name :
       {"../a", "a/b", "'a b'", ".locks", "''", "comparison.csv", "compare.yaml", "\"\\u00e4\""})
    EXPECT_THAT(refusal(fmt::format("{{name: {}}}", name)),
                HasSubstr("methods[0].name: no name for a folder"))
        << name;
  for (const char* name : {"a", "Z-9_x", "lambda2.5", "comparison"})
    EXPECT_EQ(refusal(fmt::format("{{name: {}}}", name)), "") << name;
}

// One thing that is wrong is one fault: no other follows from the harmless value in its place.
TEST_F(ComparisonConfigTest, EachFaultIsSaidOnce) {
  const auto faults = [&](const std::string& methods, const std::string& seeds = "[1]") {
    return lines_of(refusal(methods, seeds));
  };
  EXPECT_THAT(faults("{name: a, lambda2: [1, x, y]}"),
              ElementsAre(HasSubstr("lambda2[1]: not a finite number"),
                          HasSubstr("lambda2[2]: not a finite number")));
  EXPECT_THAT(faults("{name: [a]}, {name: {a: 1}}"),
              ElementsAre(HasSubstr("methods[0].name: not text"), HasSubstr("methods[1].name: not text")));
  EXPECT_THAT(faults("{set: []}"), ElementsAre(HasSubstr("methods[0].name: missing key")));
  EXPECT_THAT(faults("{name: a}", "[1, x, y]"),
              ElementsAre(HasSubstr("seeds[1]: not an integer"), HasSubstr("seeds[2]: not an integer")));
  EXPECT_THAT(faults("{name: a}", "3"), ElementsAre(HasSubstr("seeds: not a list")));
  EXPECT_THAT(faults("{name: a, lambda2: 3}"), ElementsAre(HasSubstr("lambda2: not a list")));
  write_file_atomic(folder_ / "empty.yaml", "search: " + (folder_ / "search.yaml").string() + "\n");
  EXPECT_THAT(lines_of(message_of([&] { load("empty.yaml"); })),
              ElementsAre(HasSubstr("seeds: missing key"), HasSubstr("methods: missing key")));
}

TEST_F(ComparisonConfigTest, ASearchThatIsNotThereIsAFaultOfItsLine) {
  write_file_atomic(folder_ / "lost.yaml", "seeds: [1]\nsearch: lost\nmethods: [{name: a}]\n");
  EXPECT_THAT(message_of([&] { load("lost.yaml"); }),
              HasSubstr("lost.yaml:2: search: no such file or preset"));
  EXPECT_THAT(message_of([&] { load_comparison("nosuch", {}, {}); }),
              AllOf(StartsWith("--preset: no such file or preset"), HasSubstr("paper-small")));
}

// A name is looked for beside the comparison first.
TEST_F(ComparisonConfigTest, TheSearchMayLieBesideIt) {
  write_file_atomic(folder_ / "beside.yaml", "seeds: [1]\nsearch: search.yaml\nmethods: [{name: a}]\n");
  EXPECT_EQ(load("beside.yaml").search_file, folder_ / "search.yaml");
}

}  // namespace
}  // namespace dance::test
