// Bad files get one clear message with file, line, key, expected and found, and exit code 2; nothing is
// written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_dance.h"

namespace dance::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ConfigurationFaults : public testing::Test {
 protected:
  // Runs with `text` as bad.yaml in the folder, and expects exit code 2, an empty standard output and no new
  // file.
  std::string faults_of(const std::string& text, const std::string& arguments) {
    write_text(folder_ / "bad.yaml", text);
    const Outcome outcome = run_dance(arguments, folder_.path());
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    const auto files = std::distance(std::filesystem::directory_iterator(folder_.path()), {});
    EXPECT_EQ(files, 1) << "something was left behind";
    return outcome.err;
  }
  std::string network_faults(const std::string& text) {
    return faults_of(text, "cost bad.yaml --accelerator " + example("tiny_accelerator.yaml"));
  }
  std::string hardware_faults(const std::string& text) {
    return faults_of(text, "explore " + example("lenet.yaml") + " --space bad.yaml");
  }
  const TemporaryFolder folder_;
};

TEST_F(ConfigurationFaults, UnknownKey) {
  EXPECT_EQ(
      network_faults("name: n\nlayers:\n  - {name: fc, type: linear, in_features: 4, out_feature: 2}\n"),
      "error: bad.yaml:3: layers[0].out_features: missing key; expected an integer in 1..16777216\n"
      "error: bad.yaml:3: layers[0].out_feature: unknown key; expected one of in_features, name, "
      "out_features, type; did you mean 'out_features'?\n");
}

TEST_F(ConfigurationFaults, DuplicateKey) {
  EXPECT_EQ(network_faults(
                "name: n\nname: m\nlayers:\n  - {name: fc, type: linear, in_features: 4, out_features: 2}\n"),
            "error: bad.yaml:2: name: duplicate key\n");
}

TEST_F(ConfigurationFaults, WrongTypeAndRange) {
  EXPECT_EQ(
      network_faults(
          "name: n\nlayers:\n  - name: fc\n    type: linear\n    in_features: four\n    out_features: 0\n"),
      "error: bad.yaml:5: layers[0].in_features: not an integer; expected an integer in 1..16777216; "
      "got 'four'\n"
      "error: bad.yaml:6: layers[0].out_features: out of range; expected an integer in 1..16777216; got "
      "'0'\n");
}

TEST_F(ConfigurationFaults, NotYaml) {
  EXPECT_THAT(network_faults("name: [n\n"), HasSubstr("error: bad.yaml:"));
  EXPECT_THAT(network_faults("just text\n"), HasSubstr("error: bad.yaml:1: not a map of keys and values"));
  EXPECT_THAT(network_faults(std::string("\x89PNG\r\n\x1a\n\0\0", 10)), HasSubstr("error: bad.yaml"));
}

TEST_F(ConfigurationFaults, AnEmptyFileMissesItsKeys) {
  EXPECT_EQ(network_faults(""),
            "error: bad.yaml: name: missing key; expected text\nerror: bad.yaml: layers: missing key; "
            "expected a list\n");
}

constexpr const char* kSpace =
    "name: s\ntechnology: 45nm\nclock_mhz: 100\ndataflows: [weight_stationary]\npe_x: 8\npe_y: 8\nmac: "
    "intmac\n"
    "register_file: {component: regfile_flops, words: 16}\n"
    "global_buffer: {component: sram, capacity_kib: 16, width_bits: 64, banks: 4}\n"
    "dram: {component: dram_LPDDR4, width_bits: 16, megatransfers_per_s: 1600}\n";

std::string space_with(const std::string& from, const std::string& to) {
  std::string text = kSpace;
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST_F(ConfigurationFaults, HardwareSpaceRanges) {
  EXPECT_EQ(hardware_faults(space_with("pe_x: 8", "pe_x: {from: 9, to: 8}")),
            "error: bad.yaml:5: pe_x: an empty range; expected from <= to; got from 9 to 8\n");
  EXPECT_EQ(hardware_faults(space_with("pe_y: 8", "pe_y: [8, 8]")),
            "error: bad.yaml:6: pe_y: a value is given twice; expected each value once\n");
  EXPECT_EQ(
      hardware_faults(space_with("words: 16", "words: 2")),
      "error: bad.yaml:8: register_file.words: out of range; expected an integer in 3..1048576; got '2'\n");
}

TEST_F(ConfigurationFaults, HardwareSpaceNames) {
  EXPECT_THAT(
      hardware_faults(space_with("technology: 45nm", "technology: 7nm")),
      HasSubstr("technology: no such file or preset; expected a YAML file, or one of 45nm; got \"7nm\""));
  EXPECT_THAT(hardware_faults(space_with("weight_stationary", "weight_stationery")),
              HasSubstr("weight_stationary"));
  EXPECT_THAT(hardware_faults(space_with("intmac", "floatmac")), HasSubstr("floatmac"));
}

TEST_F(ConfigurationFaults, HardwareSpaceOutsideTheTechnologyTable) {
  EXPECT_THAT(hardware_faults(space_with("capacity_kib: 16", "capacity_kib: 1048576")),
              StartsWith("error: bad.yaml:9: global_buffer.capacity_kib: the technology "));
}

TEST(MissingFiles, AreNamed) {
  const Outcome network = run_dance("cost absent.yaml --accelerator " + example("tiny_accelerator.yaml"));
  EXPECT_EQ(network.exit_code, 2);
  EXPECT_EQ(network.err,
            "error: absent.yaml: cannot be read; expected a readable file; got No such file or directory\n");
  const Outcome space = run_dance("explore " + example("lenet.yaml") + " --space absent.yaml");
  EXPECT_EQ(space.exit_code, 2);
  EXPECT_EQ(space.err,
            "error: --space: no such file or preset; expected a YAML file, or one of edge, eyeriss-3p, "
            "eyeriss-chip, vast; got \"absent.yaml\"\n");
  const Outcome run = run_dance("cost absent/design.json --accelerator " + example("tiny_accelerator.yaml"));
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("absent/design.json: cannot be read"));
}

}  // namespace
}  // namespace dance::test
