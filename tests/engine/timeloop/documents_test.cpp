// Keys spread over files.
#include "dance/engine/timeloop/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "engine/timeloop/small_design.h"

namespace dance::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using timeloop::Documents;

TEST(TimeloopDocuments, AKeyOfTwoFilesIsAFaultThatNamesBoth) {
  EXPECT_EQ(test::message_of([] {
              Documents::parse({{"one.yaml", "mapping: []\n"}, {"two.yaml", "problem: {}\nmapping: []\n"}});
            }),
            "two.yaml:2: mapping: given twice, also in one.yaml:1; expected each key once");
  EXPECT_EQ(test::message_of([] {
              Documents::parse({{"one.yaml", "mapping: []\n"}, {"one.yaml", "mapping: []\n"}});
            }),
            "one.yaml:1: mapping: given twice, also in one.yaml:1; expected each key once");
}

TEST(TimeloopDocuments, OtherKeysAreNotedAndSparseModelsRefused) {
  const Documents documents =
      Documents::parse({{"one.yaml", "mapper: {}\narchitecture_constraints: {}\nproblem: {}\n"}});
  EXPECT_THAT(documents.notes(), ElementsAre("one.yaml: not read: mapper, architecture_constraints"));
  EXPECT_EQ(
      test::message_of([] {
        Documents::parse({{"one.yaml", "sparse_optimizations: {}\n"}});
      }),
      "one.yaml:1: sparse_optimizations: sparse models are not supported; expected dense problems only");
}

TEST(TimeloopDocuments, EveryMissingKeyIsNamed) {
  const std::string message = test::message_of([] {
    timeloop::read_model_input(Documents::parse({{"a.yaml", ""}, {"b.yaml", "x: 1"}}));
  });
  EXPECT_THAT(message,
              HasSubstr("a.yaml, b.yaml: architecture: missing key; expected a tree of version 0.3"));
  for (const char* key : {"problem", "mapping"})
    EXPECT_THAT(message, HasSubstr("a.yaml, b.yaml: " + std::string(key) + ": missing key"));
}

TEST(TimeloopDocuments, FaultsOfAllFilesComeAtOnce) {
  const std::string message = SmallDesign()
                                  .replace("architecture", "depth: 16,", "depth: -16,")
                                  .replace("problem", "C: 4", "C: 0")
                                  .message();
  EXPECT_THAT(
      message,
      HasSubstr("architecture.yaml:22: architecture.subtree[0].subtree[0].subtree[0].local[0]."
                "attributes.depth: out of range; expected an integer in 0..1099511627776; got '-16'"));
  EXPECT_THAT(
      message,
      HasSubstr(
          "problem.yaml:19: problem.instance.C: out of range; expected an integer of at least 1; got '0'"));
}

TEST(TimeloopDocuments, MalformedTextAndMissingFiles) {
  EXPECT_THAT(SmallDesign().set("mapping", "mapping: [").message(),
              HasSubstr("mapping.yaml:1: not valid YAML"));
  EXPECT_THAT(SmallDesign().set("mapping", "{\"mapping\": ").message(), HasSubstr("mapping.yaml:"));
  EXPECT_THAT(
      test::message_of([] {
        Documents::load({"absent.yaml", "gone.yaml"});
      }),
      ::testing::AllOf(HasSubstr("absent.yaml: cannot be read"), HasSubstr("gone.yaml: cannot be read")));
}

TEST(TimeloopDocuments, AliasesThatGrowWithoutEndAreRefused) {
  std::string bomb = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) bomb += last + (k < 9 ? ", " : "]\n");
  }
  EXPECT_THAT(SmallDesign().set("problem", bomb + "problem: *a9\n").message(), HasSubstr("too many values"));
}

}  // namespace
}  // namespace dance::test
