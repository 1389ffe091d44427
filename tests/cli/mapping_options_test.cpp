// Which mapping each layer gets, as the commands take it from their options.
#include "cli/mapping_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"

namespace dance::test {

using namespace cli;
namespace {

using testing::AllOf;
using testing::HasSubstr;

class MappingOptionsTest : public testing::Test {
 protected:
  MappingOptionsTest() {
    for (const char* name : {"first", "second"}) network_.layers.push_back({fully_connected(name, 6, 4), 0});
    network_.name = "two";
  }
  MappedNetwork map(const std::vector<std::string>& words) {
    CLI::App app;
    MappingOptions options;
    options.add_to(app);
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // CLI11 wants them in reverse
    NoProgress quiet;
    CommandContext context{quiet, out_, json_, false, false, folder_.path()};
    return options.map(network_, hardware_, context);
  }
  std::string file(const std::string& text) const {
    write_file_atomic(folder_ / "own.yaml", text);
    return (folder_ / "own.yaml").string();
  }

  const TemporaryFolder folder_;
  Network network_;
  AcceleratorArgument hardware_ = read_accelerator_argument(
      "edge:pe_x=8,pe_y=8,rf_words=4,glb_kib=16,glb_width_bits=128,dataflow=weight_stationary");
  std::ostringstream out_;
  bool json_ = false;
};

TEST_F(MappingOptionsTest, TheMappersUnderThePolicyAskedFor) {
  const MappedNetwork latency = map({"--policy", "latency"});
  EXPECT_EQ(hardware_.space.policy, MappingPolicy::Latency);
  const MappedNetwork energy = map({"--policy", "energy"});
  EXPECT_EQ(hardware_.space.policy, MappingPolicy::Energy);
  EXPECT_LE(latency.cost.metrics.latency_ms, energy.cost.metrics.latency_ms);
  EXPECT_GE(latency.cost.metrics.energy_mj, energy.cost.metrics.energy_mj);
  EXPECT_TRUE(latency.given.empty());
  EXPECT_EQ(given_text(latency, "weight_stationary"), "");
  EXPECT_EQ(given_json(latency), Json::array());
}

TEST_F(MappingOptionsTest, GivenMappingsAreUsedAndToldOf) {
  const std::string given = file(
      "mappings:\n  second: DRAM M4 C6 | GLB | X | Y | RF\n  first: DRAM M4 | GLB | X M1 | Y "
      "C6 | RF\n");
  const MappedNetwork best = map({}), mapped = map({"--mapping", given});
  ASSERT_EQ(mapped.given.size(), 2u);
  EXPECT_EQ(mapped.cost.layers[1].mapping.to_string(), "DRAM M4 C6 | GLB | X | Y | RF");
  EXPECT_EQ(mapped.cost.layers[1].counts.compute_cycles, 24);
  EXPECT_EQ(mapped.cost.layers[0].counts.compute_cycles, 4);
  EXPECT_THAT(given_text(mapped, "FLOW"),
              AllOf(HasSubstr("             given: "), HasSubstr("second"),
                    HasSubstr("             outside the dataflow FLOW: first (Y holds C)\n"),
                    testing::Not(HasSubstr("FLOW: second"))));
  for (const auto& entry : given_json(mapped)) {
    EXPECT_EQ(entry["outside_dataflow"].size(), entry["layer"] == "first" ? 1u : 0u);
  }
}

TEST_F(MappingOptionsTest, WhatDoesNotFitIsAResultUnderJson) {
  const std::string given = file(
      "mappings:\n  first: DRAM M4 | GLB | X | Y | RF C6\n"
      "  second: DRAM | GLB M4 | X C6 | Y | RF\n");
  const std::string message = message_of([&] { map({"--mapping", given}); });
  EXPECT_THAT(message,
              HasSubstr("own.yaml:2: mappings.first: infeasible on this accelerator: RF needs 13 words"));
  EXPECT_EQ(out_.str(), "");
  json_ = true;
  EXPECT_EQ(message_of([&] { map({"--mapping", given}); }), message);
  const Json json = Json::parse(out_.str());
  EXPECT_EQ(json["feasible"], false);
  ASSERT_EQ(json["infeasible"].size(), 1u);
  EXPECT_EQ(json["infeasible"][0]["layer"], "first");
  EXPECT_EQ(json["infeasible"][0]["level"], "RF");
  EXPECT_EQ(json["infeasible"][0]["lacking"], 9);
}

TEST_F(MappingOptionsTest, ALayerWithoutAMappingIsAFault) {
  hardware_.space.word_bits[0].global_buffer = {1 << 20, 1 << 20, 1 << 20};  // no tile fits
  EXPECT_THAT(message_of([&] { map({}); }), HasSubstr("two: first: no mapping on this accelerator"));
}

TEST_F(MappingOptionsTest, WrittenMappingsReadBack) {
  const std::string written = (folder_ / "all.yaml").string();
  const MappedNetwork best = map({"--write-mappings", written});
  const MappedNetwork again = map({"--mapping", written});
  ASSERT_EQ(again.given.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(again.cost.layers[i].mapping, best.cost.layers[i].mapping);
    EXPECT_TRUE(again.given[i].outside_dataflow.empty());
  }
  EXPECT_THAT(read_file(written), testing::StartsWith("# Mappings of two on 8 x 8 PEs, "));
}

}  // namespace
}  // namespace dance::test
