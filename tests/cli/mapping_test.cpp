// dance cost --mapping and --write-mappings, run as a user runs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_dance.h"

namespace dance::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class OwnMappings : public testing::Test {
 protected:
  std::string lenet(const std::string& command) const {
    return command + " " + example("lenet.yaml") + " --accelerator " + example("tiny_accelerator.yaml");
  }
  std::string given(const std::string& text) const {
    write_text(folder_ / "own.yaml", text);
    return lenet("cost") + " --mapping own.yaml";
  }
  const TemporaryFolder folder_;
};

TEST_F(OwnMappings, WhatWasWrittenCostsTheSame) {
  const json before = json_of(lenet("cost") + " --write-mappings all.yaml", folder_.path());
  const json after = json_of(lenet("cost") + " --mapping all.yaml", folder_.path());
  EXPECT_EQ(after["layers"], before["layers"]);
  EXPECT_EQ(after["metrics"], before["metrics"]);
  EXPECT_EQ(before["given_mappings"], json::array());
  EXPECT_EQ(after["given_mappings"].size(), 5u);
}

TEST_F(OwnMappings, LayersNotNamedGetTheMappers) {
  const json best = json_of(lenet("cost"));
  // One PE and one weight at a time take 840 cycles.
  const json own = json_of(given("mappings:\n  fc3: DRAM M10 C84 | GLB | X | Y | RF\n"), folder_.path());
  for (std::size_t i = 0; i + 1 < 5; ++i) EXPECT_EQ(own["layers"][i], best["layers"][i]);
  EXPECT_EQ(own["layers"][4]["accesses"]["compute_cycles"], 840);
  EXPECT_GT(own["layers"][4]["energy_mj"], best["layers"][4]["energy_mj"]);
}

TEST_F(OwnMappings, OutsideTheDataflowIsAllowedAndSaid) {
  const std::string text = "mappings:\n  conv1: DRAM Q2 | GLB S5 Q14 P28 | X R5 | Y M6 | RF\n";
  const Outcome outcome = run_dance(given(text), folder_.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("given: conv1\n"));
  EXPECT_THAT(outcome.out, HasSubstr("outside the dataflow weight_stationary: conv1 (X holds R)\n"));
  const json cost = json_of(given(text), folder_.path());
  EXPECT_EQ(cost["given_mappings"],
            json::parse(R"([{"layer": "conv1", "outside_dataflow": ["X holds R"]}])"));
  EXPECT_EQ(cost["layers"][0]["accesses"]["compute_cycles"], 2 * 5 * 14 * 28);
}

TEST_F(OwnMappings, ExplainTakesThemToo) {
  given("mappings:\n  fc3: DRAM M10 C84 | GLB | X | Y | RF\n");
  const Outcome outcome = run_dance(lenet("explain") + " --mapping own.yaml --layer fc3", folder_.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Layer fc3: DRAM M10 C84 | GLB | X | Y | RF\n"));
}

TEST_F(OwnMappings, WhatDoesNotFitNamesLevelAndWords) {
  const Outcome outcome = run_dance(given("mappings:\n"
                                          "  conv1: DRAM | GLB P28 Q28 S5 | X | Y M6 | RF R5\n"
                                          "  fc3: DRAM | GLB M2 | X C12 | Y M5 | RF C7\n"),
                                    folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(
      outcome.err,
      "error: own.yaml:2: mappings.conv1: infeasible on this accelerator: GLB needs 5878 words (Weights "
      "150, Inputs 1024, Outputs 4704), 1782 more than its 4096\n"
      "error: own.yaml:3: mappings.fc3: infeasible on this accelerator: X needs 12 columns, 4 more than "
      "its 8\n");
  const Outcome as_json = run_dance(lenet("cost") + " --mapping own.yaml --json", folder_.path());
  EXPECT_EQ(as_json.exit_code, 2);
  const auto found = nlohmann::json::parse(as_json.out);
  EXPECT_EQ(found["feasible"], false);
  EXPECT_EQ(found["infeasible"][0]["layer"], "conv1");
  EXPECT_EQ(found["infeasible"][0]["level"], "GLB");
  EXPECT_EQ(found["infeasible"][0]["lacking"], 1782);
  EXPECT_EQ(found["infeasible"][1]["lacking"], 4);
}

TEST_F(OwnMappings, FaultsWriteNothing) {
  const Outcome outcome =
      run_dance(given("mappings: {conv9: DRAM}\n") + " --write-mappings all.yaml", folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              HasSubstr("own.yaml:1: mappings.conv9: no such layer; expected a layer of 'lenet': "
                        "conv1, conv2, fc1, fc2, fc3\n"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "all.yaml"));
}

}  // namespace
}  // namespace dance::test
