// dance cost, run as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "cli/run_dance.h"

namespace dance::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string cost_of_lenet() {
  return "cost " + example("lenet.yaml") + " --accelerator " + example("tiny_accelerator.yaml");
}

TEST(Cost, EveryJouleAndCycleAddsUp) {
  const json cost = json_of(cost_of_lenet());
  EXPECT_EQ(cost["schema"], "dance-cost-1");
  ASSERT_EQ(cost["network"]["not_modelled"].size(), 1u);
  const json& pools = cost["network"]["not_modelled"][0];
  EXPECT_EQ(pools["type"], "pool");
  EXPECT_EQ(pools["count"], 2);
  EXPECT_EQ(pools["operations"], 4 * (14 * 14 * 6 + 5 * 5 * 16));  // a window of 4 for each output
  EXPECT_NEAR(pools["share"].get<double>(), 6304. / (6304 + 416520), 1e-12);
  // The MACs by hand: 28*28*6*25, 10*10*16*6*25, 400*120, 120*84, 84*10.
  const std::map<std::string, std::int64_t> macs = {
      {"conv1", 117600}, {"conv2", 240000}, {"fc1", 48000}, {"fc2", 10080}, {"fc3", 840}};
  double latency_ms = 0, energy_mj = 0;
  ASSERT_EQ(cost["layers"].size(), macs.size());
  for (const json& layer : cost["layers"]) {
    EXPECT_EQ(layer["macs"], macs.at(layer["name"]));
    double parts_pj = 0;
    for (const auto& [part, energy_pj] : layer["energy_pj"].items()) parts_pj += energy_pj.get<double>();
    EXPECT_NEAR(parts_pj * 1e-9, layer["energy_mj"].get<double>(), 1e-12);
    // The clock is 100 MHz.
    EXPECT_NEAR(layer["latency_cycles"].get<double>() / 100e3, layer["latency_ms"].get<double>(), 1e-12);
    EXPECT_LE(layer["utilization"].get<double>(), 1);
    latency_ms += layer["latency_ms"].get<double>();
    energy_mj += layer["energy_mj"].get<double>();
  }
  EXPECT_NEAR(cost["metrics"]["latency_ms"].get<double>(), latency_ms, 1e-9);
  EXPECT_NEAR(cost["metrics"]["energy_mj"].get<double>(), energy_mj, 1e-9);
  EXPECT_NEAR(cost["metrics"]["edap"].get<double>(),
              latency_ms * energy_mj * cost["metrics"]["area_mm2"].get<double>(), 1e-9);
}

TEST(Cost, TheTableFitsIn120ColumnsAndNamesEveryLayer) {
  const Outcome outcome = run_dance(cost_of_lenet());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120u) << line;
  for (const char* part : {"conv1", "fc3", "bottleneck", "DRAM", "EDAP", "TOPS/W", "1 MAC = 2 operations",
                           "frames/s", "listed, not modelled: pool x2 (1.5 % of the operations)"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
}

TEST(Cost, APolicyIsBestAtWhatItMinimises) {
  std::map<std::string, json> metrics;
  for (const std::string policy : {"edp", "latency", "energy"}) {
    metrics[policy] = json_of(cost_of_lenet() + " --policy " + policy)["layers"];
  }
  const auto value = [&](const std::string& policy, std::size_t layer, const char* key) {
    return metrics[policy][layer][key].get<double>();
  };
  for (std::size_t i = 0; i < metrics["edp"].size(); ++i) {
    for (const std::string other : {"edp", "latency", "energy"}) {
      EXPECT_LE(value("latency", i, "latency_ms"), value(other, i, "latency_ms"));
      EXPECT_LE(value("energy", i, "energy_mj"), value(other, i, "energy_mj"));
      EXPECT_LE(value("edp", i, "energy_mj") * value("edp", i, "latency_ms"),
                value(other, i, "energy_mj") * value(other, i, "latency_ms") * (1 + 1e-12));
    }
  }
}

// The figures of merit follow from what is printed beside them, and no layer is above its roofline.
TEST(Cost, ThroughputEfficiencyAndRoofline) {
  const json cost = json_of(cost_of_lenet());
  const json& all = cost["performance"];
  EXPECT_EQ(all["ops_per_mac"], 2);
  EXPECT_DOUBLE_EQ(all["peak_gops"], 2 * 64 * 0.1);  // 64 PEs at 100 MHz
  EXPECT_DOUBLE_EQ(all["dram_gb_per_s"], 3.2);       // 16 bits at 1600 MT/s
  const double latency_ms = cost["metrics"]["latency_ms"], energy_mj = cost["metrics"]["energy_mj"];
  EXPECT_NEAR(all["frames_per_s"].get<double>(), 1000 / latency_ms, 1e-6);
  EXPECT_NEAR(all["power_mw"].get<double>(), energy_mj / latency_ms * 1000, 1e-9);
  EXPECT_NEAR(all["tops_per_w"].get<double>(), 2 * 416520e-12 / (energy_mj * 1e-3), 1e-9);
  double bytes = 0;
  for (const json& layer : cost["layers"]) {
    const json& figures = layer["performance"];
    const double layer_bytes =
        2 * (layer["accesses"]["dram_reads"].get<double>() + layer["accesses"]["dram_writes"].get<double>());
    EXPECT_DOUBLE_EQ(figures["dram_bytes"], layer_bytes);
    bytes += layer_bytes;
    EXPECT_LE(figures["gops"].get<double>(), figures["roofline_gops"].get<double>() * (1 + 1e-12));
    EXPECT_NEAR(figures["utilization"].get<double>(), layer["utilization"].get<double>(), 1e-12);
    // A fully connected layer uses its weights once: under one operation a byte.
    EXPECT_EQ(figures["bound"], layer["name"].get<std::string>().starts_with("fc") ? "memory" : "compute");
  }
  EXPECT_DOUBLE_EQ(all["dram_bytes"], bytes);
}

// A point of examples/small_arrays.yaml.
std::string small_array(const std::string& assignments) {
  return " --accelerator " + example("small_arrays.yaml") + ":" + assignments;
}

TEST(Cost, ABatchIsOfOneImageWithTheWholeBesideIt) {
  const json one = json_of(cost_of_lenet()), many = json_of(cost_of_lenet() + " --batch 8");
  EXPECT_EQ(one["network"]["batch"], 1);
  EXPECT_EQ(many["network"]["batch"], 8);
  EXPECT_EQ(many["network"]["macs"], one["network"]["macs"]);
  EXPECT_EQ(one["batch_latency_ms"], one["metrics"]["latency_ms"]);
  EXPECT_NEAR(many["batch_latency_ms"].get<double>(), 8 * many["metrics"]["latency_ms"].get<double>(), 1e-12);
  EXPECT_LT(many["metrics"]["energy_mj"], one["metrics"]["energy_mj"]);  // weights are read once for 8
  const Outcome text = run_dance(cost_of_lenet() + " --batch 8");
  EXPECT_THAT(text.out, HasSubstr("; batches of 8 images\n"));
  EXPECT_THAT(text.out, testing::ContainsRegex("a batch of 8 takes [0-9.]+ ms; of each image:\nlatency"));
  EXPECT_EQ(run_dance(cost_of_lenet() + " --batch 0").exit_code, 2);
}

TEST(Cost, AnArchitectureOfANetworkSpaceAndAnAcceleratorInShort) {
  const std::string accelerator =
      small_array("pe_x=8,pe_y=6,rf_words=16,glb_kib=16,glb_width_bits=64,dataflow=weight_stationary");
  const json large = json_of("cost small:mbconv_k7_e6" + accelerator);
  const json small = json_of("cost small:mbconv_k3_e3" + accelerator);
  EXPECT_EQ(small["accelerator"]["space"], "small_arrays");
  EXPECT_EQ(small["accelerator"]["glb_bytes"], 16384);
  EXPECT_EQ(small["accelerator"]["dataflow"], "weight_stationary");
  EXPECT_GT(large["network"]["macs"], small["network"]["macs"]);
  EXPECT_GT(large["metrics"]["energy_mj"], small["metrics"]["energy_mj"]);
  EXPECT_EQ(large["metrics"]["area_mm2"], small["metrics"]["area_mm2"]);
}

TEST(Cost, TheShorthandOfAnAcceleratorSaysAllThatIsMissing) {
  const std::string given = "pe_x=8,pe_y=99,speed=3,glb_kib=16,glb_kib=8";
  const Outcome outcome = run_dance("cost small:mbconv_k3_e6" + small_array(given));
  EXPECT_EQ(outcome.exit_code, 2);
  const std::string at =
      "error: " + std::string(DANCE_SOURCE_DIR) + "/examples/small_arrays.yaml:" + given + ": ";
  EXPECT_EQ(outcome.err,
            at + "rf_words: missing parameter; expected 8, 16\n" + at +
                "glb_width_bits: missing parameter; expected 32, 64\n" + at +
                "dataflow: missing parameter; expected one of weight_stationary, "
                "output_stationary, channel_parallel\n" +
                at + "pe_y: not a value of the space 'small_arrays'; expected 4, 6, 8; got '99'\n" + at +
                "speed: unknown parameter; expected one of pe_x, pe_y, rf_words, glb_kib, "
                "glb_width_bits, dataflow, glb_banks, dram_megatransfers_per_s, word_bits\n" +
                at + "glb_kib: given twice; expected each parameter once\n");
}

TEST(Cost, ASpaceOfManyPointsIsNoAccelerator) {
  const Outcome outcome =
      run_dance("cost " + example("lenet.yaml") + " --accelerator " + example("small_arrays.yaml"));
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("pe_x: missing parameter; expected 4, 6, 8"));
}

TEST(Cost, OperationsThatDoNotFitTheSpace) {
  const std::string accelerator = " --accelerator " + example("tiny_accelerator.yaml");
  for (const char* network :
       {"small:mbconv_k9_e6", "small:mbconv_k3_e6,zero", "smal:mbconv_k3_e6", "lenet"}) {
    const Outcome outcome = run_dance(std::string("cost ") + network + accelerator);
    EXPECT_EQ(outcome.exit_code, 2) << network;
    EXPECT_THAT(outcome.err, HasSubstr("error: ")) << network;
  }
}

}  // namespace
}  // namespace dance::test
