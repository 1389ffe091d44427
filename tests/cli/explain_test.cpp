// dance explain, run as a user runs it, against dance cost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_dance.h"
#include "dance/core/files.h"

namespace dance::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string lenet(const std::string& command) {
  return command + " " + example("lenet.yaml") + " --accelerator " + example("tiny_accelerator.yaml");
}

void expect_same(double explained, double total) { EXPECT_NEAR(explained, total, 1e-12 * total); }

double sum_of(const json& items, const char* key) {
  double sum = 0;
  for (const json& item : items) sum += item[key].get<double>();
  return sum;
}

TEST(Explain, TheItemsSumToWhatCostPrints) {
  const json cost = json_of(lenet("cost")), explanation = json_of(lenet("explain"));
  EXPECT_EQ(explanation["schema"], "dance-explain-1");
  EXPECT_EQ(explanation["metrics"], cost["metrics"]);
  expect_same(sum_of(explanation["energy"]["items"], "energy_pj") * 1e-9, cost["metrics"]["energy_mj"]);
  expect_same(sum_of(explanation["area"]["items"], "area_um2") * 1e-6, cost["metrics"]["area_mm2"]);
  ASSERT_EQ(explanation["layers"].size(), cost["layers"].size());
  for (std::size_t i = 0; i < cost["layers"].size(); ++i) {
    const json &layer = explanation["layers"][i], &of_cost = cost["layers"][i];
    EXPECT_EQ(layer["name"], of_cost["name"]);
    for (const json& item : layer["energy"]["items"]) {
      expect_same(item["count"].get<double>() * item["unit_pj"].get<double>(), item["energy_pj"]);
      EXPECT_LT(item["source"].get<std::size_t>(), explanation["sources"].size());
    }
    expect_same(sum_of(layer["energy"]["items"], "energy_pj") * 1e-9, of_cost["energy_mj"]);
    expect_same(layer["cycles"]["latency_cycles"], of_cost["latency_cycles"]);
    double slowest = 0;
    for (const json& resource : layer["cycles"]["resources"]) {
      slowest = std::max(slowest, resource["cycles"].get<double>());
    }
    expect_same(slowest, of_cost["latency_cycles"]);
    EXPECT_EQ(layer["cycles"]["limit"], of_cost["bottleneck"]);
  }
}

TEST(Explain, TheTablesFitIn120ColumnsAndNameTheSources) {
  const Outcome outcome = run_dance(lenet("explain"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120u) << line;
  for (const char* part : {"Layer conv1: ", "Layer fc3: ", "Energy of all layers", "buffer bank", "pJ/bit/mm",
                           "[4] dram_LPDDR4 (16 bits), 128 pJ a read", "leakage", "EDAP"}) {
    EXPECT_THAT(outcome.out, HasSubstr(part));
  }
}

TEST(Explain, TransfersDuringWhichTheArrayWaits) {
  const TemporaryFolder folder;
  write_text(folder.path() / "waits.yaml",
             read_file(std::filesystem::path(DANCE_SOURCE_DIR) / "examples/tiny_accelerator.yaml") +
                 "array_pass: {stationary: Weights, transfer_overlap: 0.5}\n");
  const std::string arguments = "explain " + example("lenet.yaml") + " --accelerator waits.yaml";
  const json cycles = json_of(arguments + " --layer fc1", folder.path())["layers"][0]["cycles"];
  double transfers = 0;
  for (const json& resource : cycles["resources"]) {
    if (resource["resource"] != "compute") transfers = std::max(transfers, resource["cycles"].get<double>());
  }
  const double array = cycles["resources"][0]["cycles"].get<double>();
  expect_same(cycles["exposed_transfer_cycles"], transfers / 2);
  expect_same(cycles["latency_cycles"], std::max(array, transfers / 2) + transfers / 2);
  const Outcome outcome = run_dance(arguments, folder.path());
  for (const char* part : {"Cycles: the array works during a part of the slowest transfers, and waits during",
                           "The array waits during ", "slowest, by "})
    EXPECT_THAT(outcome.out, HasSubstr(part));
  EXPECT_THAT(outcome.out, Not(HasSubstr("limits, by ")));
}

TEST(Explain, OneLayer) {
  const Outcome outcome = run_dance(lenet("explain") + " --layer fc1");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Layer fc1: "));
  EXPECT_THAT(outcome.out, Not(HasSubstr("Layer fc2: ")));
  const json explanation = json_of(lenet("explain") + " --layer fc1 --layer conv2");
  ASSERT_EQ(explanation["layers"].size(), 2u);
  EXPECT_EQ(explanation["layers"][0]["name"], "conv2");
}

TEST(Explain, ALayerThatIsNotThereIsRefused) {
  const Outcome outcome = run_dance(lenet("explain") + " --layer conv3 --layer pool");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err,
              HasSubstr("--layer: no such layer in the network 'lenet'; expected a layer such as "
                        "'conv1'; got 'conv3'"));
  EXPECT_THAT(outcome.err, HasSubstr("got 'pool'"));
}

}  // namespace
}  // namespace dance::test
