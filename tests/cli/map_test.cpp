// dance map, run as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_dance.h"

namespace dance::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

const std::string kTiny = " --accelerator " + example("tiny_accelerator.yaml");
const std::string kEdge =
    " --accelerator edge:pe_x=16,pe_y=16,rf_words=64,glb_kib=128,glb_width_bits=128,dataflow=row_stationary";

TEST(Map, UnconstrainedIsProvenAndNoWorseThanADataflowThatPadsNothing) {
  const std::string layer = "map C=16,M=96,P=32,Q=32" + kEdge;
  const json any = json_of(layer + " --dataflow any"), flow = json_of(layer);
  EXPECT_EQ(any["schema"], "dance-map-1");
  EXPECT_EQ(any["map_space"], "any");
  EXPECT_EQ(flow["map_space"], "row_stationary");
  EXPECT_TRUE(any["search"]["proven"].get<bool>());
  EXPECT_EQ(any["search"]["value"], any["search"]["lower_bound"]);
  EXPECT_EQ(any["layer"]["macs"], 16 * 96 * 32 * 32);
  EXPECT_EQ(any["cycles"].get<double>() * any["energy_pj"].get<double>(), any["edp_pj_cycles"].get<double>());
  EXPECT_LE(any["edp_pj_cycles"].get<double>(), flow["edp_pj_cycles"].get<double>());
}

TEST(Map, PoliciesTradeLatencyForEnergy) {
  const std::string layer = "map conv:c=8,m=12,p=14,q=14,r=3,s=3 --dataflow any" + kTiny + " --policy ";
  const json edp = json_of(layer + "edp"), energy = json_of(layer + "energy"), latency = json_of(layer + "latency");
  EXPECT_LE(energy["energy_pj"].get<double>(), edp["energy_pj"].get<double>());
  EXPECT_LE(energy["energy_pj"].get<double>(), latency["energy_pj"].get<double>());
  EXPECT_LE(latency["cycles"].get<double>(), edp["cycles"].get<double>());
  EXPECT_LE(latency["cycles"].get<double>(), energy["cycles"].get<double>());
  EXPECT_LE(edp["edp_pj_cycles"].get<double>(), energy["edp_pj_cycles"].get<double>());
  EXPECT_LE(edp["edp_pj_cycles"].get<double>(), latency["edp_pj_cycles"].get<double>());
}

TEST(Map, DataflowsGiveWhatDanceCostGives) {
  const json cost = json_of("cost " + example("lenet.yaml") + kTiny);
  for (const json& layer : cost["layers"]) {
    const std::string name = layer["name"];
    const json mapped = json_of("map " + example("lenet.yaml") + ":" + name + kTiny);
    EXPECT_NEAR(mapped["latency_ms"].get<double>(), layer["latency_ms"].get<double>(), 1e-5) << name;  // a cycle
    EXPECT_NEAR(mapped["energy_pj"].get<double>() * 1e-9, layer["energy_mj"].get<double>(), 1e-3 * layer["energy_mj"].get<double>()) << name;
  }
}

TEST(Map, TextShowsMappingLoopsTableAndProof) {
  const Outcome outcome = run_dance("map C=4,M=8,P=6,Q=6,R=3,S=3 --dataflow any" + kTiny);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("| X"), HasSubstr("one MAC each"), HasSubstr("updates"),
                                 HasSubstr("utilization"), HasSubstr("optimal: proven (")));
}

TEST(Map, EveryFaultOfALayerIsTold) {
  const Outcome outcome = run_dance("map C=0,Z=3,P=two,P=4,stride=2,stride_w=1" + kTiny);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("c: out of range; expected an integer of at least 1; got '0'"),
                    HasSubstr("z: unknown key"), HasSubstr("P: given twice"), HasSubstr("'two'"),
                    HasSubstr("stride: given together with one axis' own")));
  EXPECT_EQ(outcome.out, "");
}

TEST(Map, RefusesWhatItCannotMap) {
  const auto error = [](const std::string& arguments) {
    const Outcome outcome = run_dance(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    return outcome.err;
  };
  EXPECT_THAT(error("map C=9223372036854775807,M=3" + kTiny), HasSubstr("do not fit into 64 bits"));
  EXPECT_THAT(error("map " + example("lenet.yaml") + ":conv9" + kTiny),
              AllOf(HasSubstr("no layer 'conv9'"), HasSubstr("conv1, conv2, fc1")));
  EXPECT_THAT(error("map " + example("lenet.yaml") + kTiny), HasSubstr("a network, not a layer"));
  EXPECT_THAT(error("map somewhere" + kTiny), HasSubstr("not a layer"));
  EXPECT_THAT(error("map C=4 --dataflow any,spiral" + kTiny),
              AllOf(HasSubstr("'any'"), HasSubstr("'spiral'"), HasSubstr("weight_stationary")));
}

}  // namespace
}  // namespace dance::test
