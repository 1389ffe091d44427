// dance model, run as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "cli/run_dance.h"
#include "dance/core/random.h"

namespace dance::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::vector<std::string> reference_cases() {
  std::ifstream stream(std::string(DANCE_SOURCE_DIR) + "/tests/reference/timeloop/cases.jsonl");
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Writes a JSON value as block-style YAML, as people write it.
void write_yaml(const json& value, const std::string& indent, std::string& text) {
  if (value.is_object() && !value.empty()) {
    for (const auto& [key, item] : value.items()) {
      text += "\n" + indent + key + ":";
      write_yaml(item, indent + "  ", text);
    }
  } else if (value.is_array() && !value.empty()) {
    for (const json& item : value) {
      text += "\n" + indent + "-";
      write_yaml(item, indent + "  ", text);
    }
  } else {
    text += " " + value.dump();
  }
}

// A result without the keys that the tool's own results in the reference do not have.
json without_own_keys(json result) {
  for (const char* key : {"feasible", "limiting_level", "utilization_ratio"})
    EXPECT_EQ(result.erase(key), 1u) << key;
  result.erase("area_mm2");
  result.erase("case");
  return result;
}

// Expects the same keys and values, with energies within 1e-6.
void expect_same(const json& actual, const json& expected, const std::string& path) {
  ASSERT_EQ(actual.is_object(), expected.is_object()) << path;
  if (!expected.is_object()) {
    if (!path.ends_with("_pj")) {
      EXPECT_EQ(actual, expected) << path;
    } else {
      EXPECT_NEAR(actual.get<double>(), expected.get<double>(), 1e-6 * std::abs(expected.get<double>()))
          << path;
    }
    return;
  }
  EXPECT_EQ(actual.size(), expected.size()) << path;
  for (const auto& [key, value] : expected.items()) {
    ASSERT_TRUE(actual.contains(key)) << path << "/" << key;
    expect_same(actual.at(key), value, path + "/" + key);
  }
}

TEST(Model, CasesOfTheToolInOneJsonFile) {
  const TemporaryFolder folder;
  const std::vector<std::string> cases = reference_cases();
  for (std::size_t i = 0; i < cases.size(); i += 16) {
    write_text(folder / "case.json", cases[i]);
    expect_same(without_own_keys(json_of("model case.json", folder.path())),
                json::parse(cases[i]).at("expected"), "");
  }
}

TEST(Model, KeysSpreadOverYamlFilesInAnyOrder) {
  Random random(7, "order of files");
  const std::vector<std::string> cases = reference_cases();
  for (std::size_t i = 5; i < cases.size(); i += 24) {
    const TemporaryFolder folder;
    const json item = json::parse(cases[i]);
    std::vector<std::string> files;
    for (const char* key : {"architecture", "problem", "mapping", "ERT", "ART"}) {
      std::string text;
      write_yaml({{key, item.at(key)}}, "", text);
      const std::string file = random.below(2) == 0 ? "shared.yaml" : std::string(key) + ".yaml";
      std::ofstream(folder / file, std::ios::app) << text << "\n";
      if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
    }
    std::string arguments = "model";
    while (!files.empty()) {
      const auto pick = files.begin() + static_cast<std::ptrdiff_t>(random.below(files.size()));
      arguments += " " + *pick;
      files.erase(pick);
    }
    expect_same(without_own_keys(json_of(arguments, folder.path())), item.at("expected"), "");
  }
}

std::string example_files() {
  std::string files;
  for (const char* file : {"architecture", "problem", "mapping", "ERT", "ART"})
    files += " " + example("timeloop/" + std::string(file) + ".yaml");
  return files;
}

TEST(Model, TheTableFitsIn120ColumnsAndNamesEveryLevelAndTensor) {
  const Outcome outcome = run_dance("model" + example_files());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err,
            "warning: attributes without effect here: datawidth of arithmetic, technology, type\n");
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120u) << line;
  for (const char* part : {"DRAM", "buffer", "registers", "multiplier", "Weights", "Inputs", "Outputs",
                           "cycles        1152, set by the MACs", "MACs          18432", "utilization   1.00",
                           "pJ/MAC", "area          0.034 mm2"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
}

TEST(Model, PassesOfTheArrayHaveALineOfTheirOwn) {
  const TemporaryFolder folder;
  write_text(folder / "pass.yaml", "array_pass: {stationary: Weights, fill_drain_cycles: rows}\n");
  const Outcome outcome = run_dance("model -q pass.yaml" + example_files(), folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("cycles        1224, set by the array\n"
                        "array         1224 cycles: 18 passes of 64 steps, fill and drain 72, loads 0, "
                        "short instructions 0\n"));
  const json result = json_of("model --json pass.yaml" + example_files(), folder.path());
  EXPECT_EQ(result.at("cycles"), 1224);
  EXPECT_EQ(result.at("array_pass").at("passes"), 18);
}

TEST(Model, OtherKeysAreNamedOnStandardError) {
  const TemporaryFolder folder;
  write_text(folder / "mapper.yaml", "mapper: {algorithm: random}\n");
  const Outcome outcome = run_dance("model mapper.yaml --json" + example_files(), folder.path());
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, testing::StartsWith("warning: mapper.yaml: not read: mapper\n"));
  EXPECT_EQ(json::parse(outcome.out).at("cycles"), 1152);
}

TEST(Model, AnInfeasibleMappingSaysWhatIsLackingAndExitsWith2) {
  const TemporaryFolder folder;
  write_text(folder / "architecture.yaml", R"(
architecture:
  version: 0.3
  subtree:
    - name: system
      local: [{name: DRAM, class: DRAM}]
      subtree:
        - name: chip
          local:
            - {name: buffer, class: SRAM, attributes: {depth: 600}}
          subtree:
            - name: PE[0..15]
              local:
                - {name: registers, class: regfile, attributes: {depth: 16, meshX: 4}}
                - {name: multiplier, class: intmac, attributes: {meshX: 4}}
)");
  std::string files = " architecture.yaml";
  for (const char* file : {"problem", "mapping", "ERT"})
    files += " " + example("timeloop/" + std::string(file) + ".yaml");
  const Outcome text = run_dance("model -q" + files, folder.path());
  EXPECT_EQ(text.exit_code, 2);
  EXPECT_EQ(text.out, "");
  EXPECT_THAT(text.err,
              HasSubstr("buffer: infeasible: the tiles do not fit; expected at most 600 words; got 800 words "
                        "(Weights 144, Inputs 400, Outputs 256): it lacks 200\n"));
  const Outcome outcome = run_dance("model -q --json" + files, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(json::parse(outcome.out),
            json::parse(
                R"({"feasible": false, "infeasible": [{"level": "buffer", "resource": "words", "needed": 800,
                            "available": 600, "lacking": 200}]})"));
}

// The lines of the reference with one faulty case between them: its line says what is wrong, and the others
// are as they are alone.
TEST(Model, EachLineIsACaseAndAFaultyOneDoesNotStopTheOthers) {
  const TemporaryFolder folder;
  const std::vector<std::string> cases = reference_cases();
  std::string text;
  for (std::size_t i = 0; i < 6; ++i) text += cases[i] + "\n" + (i == 2 ? "{\"architecture\": 3}\n\n" : "");
  write_text(folder / "cases.jsonl", text);
  for (const char* arguments :
       {"model --each cases.jsonl", "model --each < cases.jsonl", "model --each - <cases.jsonl"}) {
    const Outcome outcome = run_dance(arguments, folder.path());
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    EXPECT_THAT(outcome.err, HasSubstr("--each: 1 of the cases has an error, which its line says"));
    std::istringstream lines(outcome.out);
    std::vector<json> results;
    for (std::string line; std::getline(lines, line);) results.push_back(json::parse(line));
    ASSERT_EQ(results.size(), 7u) << arguments;
    EXPECT_THAT(results[3].at("case").get<std::string>(), testing::EndsWith(":4"));
    EXPECT_THAT(results[3].at("error").dump(), HasSubstr("architecture: not a map"));
    EXPECT_THAT(results[3].at("error").dump(), HasSubstr("problem: missing key"));
    results.erase(results.begin() + 3);
    for (std::size_t i = 0; i < 6; ++i) {
      const json item = json::parse(cases[i]);
      EXPECT_EQ(results[i].at("case"), item.at("name"));
      expect_same(without_own_keys(results[i]), item.at("expected"), "");
    }
  }
}

TEST(Model, EachFileIsACase) {
  const TemporaryFolder folder;
  const std::vector<std::string> cases = reference_cases();
  write_text(folder / "a.json", cases[0]);
  write_text(folder / "b.json", cases[1]);
  const Outcome outcome = run_dance("model --each b.json absent.json a.json", folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  std::istringstream lines(outcome.out);
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);) names.push_back(json::parse(line).at("case"));
  EXPECT_THAT(names, testing::ElementsAre(json::parse(cases[1]).at("name"), "absent.json",
                                          json::parse(cases[0]).at("name")));
}

TEST(Model, WithoutAnErtThereAreCyclesAndCountsAndNoEnergies) {
  std::string files;
  for (const char* file : {"architecture", "problem", "mapping"})
    files += " " + example("timeloop/" + std::string(file) + ".yaml");
  json with = json_of("model" + example_files());
  const json without = json_of("model" + files);
  for (const char* key : {"mac_energy_pj", "storage_and_mac_energy_pj", "area_mm2"}) with.erase(key);
  for (json& level : with.at("levels")) {
    for (json& tensor : level) {
      if (tensor.is_object()) tensor.erase("energy_pj");
    }
  }
  EXPECT_EQ(without, with);
  const Outcome text = run_dance("model" + files);
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.err, HasSubstr("no ERT: energies are not reported"));
  EXPECT_THAT(text.out, testing::Not(HasSubstr("pJ/MAC")));
}

TEST(Model, BadInputNamesFilesAndExitsWith2) {
  const TemporaryFolder folder;
  write_text(folder / "again.yaml", "mapping: []\n");
  const Outcome twice = run_dance("model again.yaml" + example_files(), folder.path());
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_THAT(
      twice.err,
      HasSubstr("mapping.yaml:3: mapping: given twice, also in again.yaml:1; expected each key once"));
  const Outcome missing = run_dance("model absent.yaml", folder.path());
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("absent.yaml: cannot be read"));
}

}  // namespace
}  // namespace dance::test
