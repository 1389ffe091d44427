// dance map, run as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "cli/run_dance.h"
#include "dance/core/files.h"

namespace dance::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kTiny = " --accelerator " + example("tiny_accelerator.yaml");
const std::string kEdge =
    " --accelerator edge:pe_x=16,pe_y=16,rf_words=64,glb_kib=128,glb_width_bits=128,dataflow=row_stationary";

TEST(Map, UnconstrainedIsProvenAndNoWorseThanADataflowThatPadsNothing) {
  const std::string layer = "map C=16,M=96,P=32,Q=32" + kEdge;
  const json any = json_of(layer + " --dataflow any"), flow = json_of(layer);
  EXPECT_EQ(any["schema"], "dance-map-2");
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
  const json edp = json_of(layer + "edp"), energy = json_of(layer + "energy"),
             latency = json_of(layer + "latency");
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
    // The tolerance is a cycle.
    EXPECT_NEAR(mapped["latency_ms"].get<double>(), layer["latency_ms"].get<double>(), 1e-5) << name;
    EXPECT_NEAR(mapped["energy_pj"].get<double>() * 1e-9, layer["energy_mj"].get<double>(),
                1e-3 * layer["energy_mj"].get<double>())
        << name;
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
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("c: out of range; expected an integer in 1..16777216; got '0'"),
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
  EXPECT_THAT(error("map C=1099511627776,M=3" + kTiny),
              HasSubstr("c: out of range; expected an integer in 1..16777216"));
  EXPECT_THAT(error("map C=16777216,M=16777216,P=16777216" + kTiny), HasSubstr("do not fit into 64 bits"));
  for (const char* limit : {"0", "-1", "nan", "inf", "soon"}) {
    EXPECT_THAT(error("map C=4 --time-limit " + std::string(limit) + kTiny),
                HasSubstr("--time-limit: expected a number above 0 and at most 1e+09; got '" +
                          std::string(limit) + "'"));
  }
  EXPECT_THAT(error("map " + example("lenet.yaml") + ":conv9" + kTiny),
              AllOf(HasSubstr("no layer 'conv9'"), HasSubstr("conv1, conv2, fc1")));
  EXPECT_THAT(error("map " + example("lenet.yaml") + kTiny), HasSubstr("a network, not a layer"));
  EXPECT_THAT(error("map somewhere" + kTiny), HasSubstr("not a layer"));
  EXPECT_THAT(
      error("map C=4 --dataflow any,spiral" + kTiny),
      AllOf(HasSubstr("'any' alone, or some of weight_stationary; got 'any'"), HasSubstr("'spiral'")));
}

std::string timeloop_file(const std::string& name) { return example("timeloop/" + name + ".yaml"); }
const std::string kTimeloop = " --accelerator " + timeloop_file("architecture") + " " + timeloop_file("ERT") +
                              " " + timeloop_file("ART");

// The first layer that timeloop-mapper searched, in one JSON file as Timeloop takes it: its best of 40,000
// mappings takes 6,144 cycles and 24.38 uJ.
TEST(Map, ReadsTimeloopsFilesAndIsAtLeastAsGoodAsItsMapper) {
  std::ifstream lines(std::string(DANCE_SOURCE_DIR) + "/tests/reference/timeloop/mapper.jsonl");
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  const json expected = json::parse(line)["expected"];
  const TemporaryFolder folder;
  write_text(folder.path() / "case.json", line);
  const json found = json_of("map case.json --accelerator case.json", folder.path());
  EXPECT_TRUE(found["search"]["proven"].get<bool>());
  EXPECT_EQ(found["map_space"], "any");
  EXPECT_EQ(found["layer"]["macs"], expected["macs"]);
  EXPECT_EQ(found["cycles"], expected["cycles"]);
  EXPECT_LT(found["energy_pj"].get<double>(), expected["storage_and_mac_energy_pj"].get<double>());
  EXPECT_FALSE(found.contains("latency_ms"));  // Timeloop's files give no clock
}

TEST(Map, TimeloopsProblemIsTheLayerThatItDescribes) {
  const json of_problem = json_of("map " + timeloop_file("problem") + kTimeloop);
  const json of_bounds = json_of("map C=4,M=8,R=3,S=3,P=8,Q=8 --dataflow any" + kTimeloop);
  EXPECT_EQ(of_problem["layer"]["bounds"], of_bounds["layer"]["bounds"]);
  EXPECT_EQ(of_problem["levels"], of_bounds["levels"]);
  EXPECT_NEAR(of_problem["area_mm2"].get<double>(), 0.034, 1e-12);  // 10,000 + 16 * (300 + 1,200) um2
  const json mine = json_of("model " + timeloop_file("problem") + " " + timeloop_file("mapping") + " " +
                            timeloop_file("architecture") + " " + timeloop_file("ERT"));
  EXPECT_LE(of_problem["edp_pj_cycles"].get<double>(),
            mine["cycles"].get<double>() * mine["storage_and_mac_energy_pj"].get<double>());
}

TEST(Map, TimeloopsFilesAreCheckedAsDanceModelDoes) {
  const auto error = [](const std::string& arguments) {
    const Outcome outcome = run_dance(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_THAT(
      error("map C=4 --accelerator " + timeloop_file("architecture")),
      HasSubstr("ERT: missing key; expected Accelergy's energy reference table, or --policy latency"));
  EXPECT_THAT(error("map C=4 --accelerator " + timeloop_file("ART") + " " + timeloop_file("ERT")),
              HasSubstr("architecture: missing key"));
  EXPECT_THAT(error("map C=4 --dataflow row_stationary" + kTimeloop),
              HasSubstr("Timeloop's files have no dataflow"));
  const TemporaryFolder folder;
  write_text(folder.path() / "huge.yaml",
             "problem: {instance: {C: 1099511627776, K: 1, R: 1, S: 1, N: 1, P: 1, Q: 1}}");
  const Outcome huge = run_dance("map huge.yaml" + kTimeloop, folder.path());
  EXPECT_EQ(huge.exit_code, 2);
  EXPECT_THAT(huge.err, HasSubstr("huge.yaml: C: the bound is too large to map; expected at most 16777216"));
}

TEST(Map, ALayerThatNoLevelHoldsSaysWhatIsLacking) {
  const TemporaryFolder folder;
  std::string text = read_file(std::string(DANCE_SOURCE_DIR) + "/examples/timeloop/architecture.yaml");
  const std::string attributes = "{type: LPDDR4, width: 16, word-bits: 16";
  text.replace(text.find(attributes), attributes.size(), attributes + ", depth: 500");
  write_text(folder.path() / "small.yaml", text);
  const Outcome outcome = run_dance(
      "map " + timeloop_file("problem") + " --accelerator small.yaml " + timeloop_file("ERT"), folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err,
              HasSubstr("DRAM: infeasible: the layer does not fit; expected a layer of at most 500 words "
                        "there; got 1,200 words (Weights 288, Inputs 400, Outputs 512): it lacks 700"));
}

// What Timeloop's published Eyeriss-like design can do, and what its mapper is told to look at. Both stand in
// cnn-layer-eyeriss-192-rs.constraints.yaml of timeloop-accelergy-exercises, where M is called K.
const std::string kEyerissHardware = R"(architecture_constraints:
  - {type: datatype, target: psum_spad, bypass: [Inputs, Weights], keep: [Outputs]}
  - {type: datatype, target: weights_spad, bypass: [Inputs, Outputs], keep: [Weights]}
  - {type: datatype, target: ifmap_spad, bypass: [Weights, Outputs], keep: [Inputs]}
  - {type: datatype, target: DummyBuffer, bypass: [Inputs, Outputs, Weights]}
  - {type: datatype, target: shared_glb, bypass: [Weights], keep: [Inputs, Outputs]}
  - {type: spatial, target: DummyBuffer, split: 4, permutation: NPQR SCM, factors: N=1 P=1 Q=1 R=1 S=0}
  - {type: spatial, target: shared_glb, split: 7, permutation: NCPRS QM, factors: N=1 C=1 P=1 R=1 S=1}
  - {type: temporal, target: psum_spad, permutation: NCPQRS M, factors: N=1 C=1 P=1 Q=1 R=1 S=1}
  - {type: temporal, target: weights_spad, permutation: NMPQS CR, factors: N=1 M=1 P=1 Q=1 S=1 R=0}
  - {type: temporal, target: ifmap_spad, permutation: NMCPQRS, factors: N=1 M=1 C=1 P=1 Q=1 R=1 S=1}
  - {type: temporal, target: DummyBuffer, permutation: NMCPQRS, factors: N=1 M=1 C=1 P=1 Q=1 R=1 S=1}
)";
const std::string kEyerissMapspace = R"(mapspace_constraints:
  - {type: temporal, target: shared_glb, permutation: QRSC PNM, factors: Q=1 R=1 S=1 C=1 P=0}
  - {type: temporal, target: DRAM, permutation: RSP CMNQ, factors: R=1 S=1 P=1}
)";

std::set<std::string> kept_at(const json& found, const std::string& level) {
  std::set<std::string> tensors;
  for (const char* tensor : {"Weights", "Inputs", "Outputs"}) {
    if (found["levels"].contains(level) && found["levels"][level].contains(tensor)) tensors.insert(tensor);
  }
  return tensors;
}

// The mapping that comes with the case is one that the hardware allows.
TEST(Map, ConstraintsKeepAnEyerissLikeDesignToItsScratchpads) {
  std::ifstream lines(std::string(DANCE_SOURCE_DIR) + "/tests/reference/timeloop/cases.jsonl");
  std::string line;
  while (std::getline(lines, line) && line.find("e03_eyer_pwexp_rs") == std::string::npos) {
  }
  const json expected = json::parse(line)["expected"];
  const TemporaryFolder folder;
  write_text(folder.path() / "case.json", line);
  write_text(folder.path() / "hardware.yaml", kEyerissHardware);
  write_text(folder.path() / "both.yaml", kEyerissHardware + kEyerissMapspace);
  const std::string map = "map case.json --accelerator case.json ";
  const json free = json_of(map, folder.path()), hardware = json_of(map + "hardware.yaml", folder.path()),
             both = json_of(map + "both.yaml", folder.path());
  for (const json& found : {hardware, both}) {
    EXPECT_TRUE(found["search"]["proven"].get<bool>());
    EXPECT_EQ(kept_at(found, "ifmap_spad"), std::set<std::string>{"Inputs"});
    EXPECT_EQ(kept_at(found, "weights_spad"), std::set<std::string>{"Weights"});
    EXPECT_EQ(kept_at(found, "psum_spad"), std::set<std::string>{"Outputs"});
    EXPECT_EQ(kept_at(found, "DummyBuffer"), std::set<std::string>{});
  }
  const auto edp = [](const json& found) { return found["edp_pj_cycles"].get<double>(); };
  EXPECT_LT(edp(free), edp(hardware));
  EXPECT_LE(edp(hardware), edp(both));
  EXPECT_LE(edp(hardware),
            expected["cycles"].get<double>() * expected["storage_and_mac_energy_pj"].get<double>());
  const Outcome text = run_dance(map + "both.yaml", folder.path());
  EXPECT_THAT(text.out, HasSubstr("over every mapping that obeys the constraints"));
  EXPECT_THAT(text.err, Not(HasSubstr("constraints")));
}

TEST(Map, ConstraintsThatNoMappingObeysAreInfeasible) {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& constraints) {
    write_text(folder.path() / "c.yaml", constraints);
    const Outcome outcome = run_dance("map C=4,M=8,P=8,Q=8" + kTimeloop + " c.yaml", folder.path());
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_THAT(error("mapspace_constraints: [{target: buffer, type: spatial, factors: C=4 M=8}]"),  // 4 x 4
              HasSubstr("infeasible: no mapping of the layer obeys the constraints and fits the accelerator; "
                        "expected looser constraints; without them the layer fits"));
  EXPECT_THAT(error("mapspace_constraints: [{target: buffer, type: spatial, factors: K=4}]"),
              HasSubstr("factors: not a dimension of the problem; expected one of N, M, C, P, Q, R, S"));
}

TEST(Map, ConstraintsInTheLayersFileAloneAreRefused) {
  const TemporaryFolder folder;
  write_text(folder.path() / "layer.yaml",
             read_file(std::string(DANCE_SOURCE_DIR) + "/examples/timeloop/problem.yaml") +
                 "\nmapspace_constraints: []\n");
  const Outcome outcome = run_dance("map layer.yaml" + kTimeloop, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("layer.yaml: mapspace_constraints: constraints in the layer's file"));
  EXPECT_EQ(run_dance("map layer.yaml" + kTimeloop + " layer.yaml", folder.path()).exit_code, 0);
}

}  // namespace
}  // namespace dance::test
