// The model of Timeloop's files against timeloop-model's counts, cycles and energies
// (tests/reference/timeloop/cases.jsonl), and against the mappings that timeloop-mapper found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "dance/engine/timeloop/model_json.h"
#include "engine/timeloop/cases.h"

namespace dance::test {
namespace {

using nlohmann::json;

// How many figures agreed, and how far the energies are apart: the table of docs/timeloop.md.
struct Agreement {
  int counts = 0, energies = 0, cycles = 0;
  double largest_energy_difference = 0;
};

// Counts, cycles and texts are equal, energies within 1e-6 of the expected ones; same keys
// throughout.
void expect_same(const json& actual, const json& expected, const std::string& path, Agreement& agreement) {
  if (expected.is_object()) {
    ASSERT_TRUE(actual.is_object()) << path;
    ASSERT_EQ(actual.size(), expected.size()) << path << ": " << actual << " for " << expected;
    for (const auto& [key, value] : expected.items()) {
      ASSERT_TRUE(actual.contains(key)) << path << "/" << key;
      expect_same(actual.at(key), value, path + "/" + key, agreement);
    }
  } else if (path.ends_with("_pj")) {
    const double difference = std::abs(actual.get<double>() - expected.get<double>()) /
                              std::max(1e-300, std::abs(expected.get<double>()));
    EXPECT_LE(difference, expected == 0.0 ? 0 : 1e-6) << path << ": " << actual << " for " << expected;
    ++agreement.energies;
    agreement.largest_energy_difference = std::max(agreement.largest_energy_difference, difference);
  } else if (path.ends_with("cycles")) {
    ASSERT_TRUE(actual.is_number_integer()) << path;
    EXPECT_EQ(actual, expected) << path;
    ++agreement.cycles;
  } else {
    EXPECT_EQ(actual, expected) << path;
    ++agreement.counts;
  }
}

// Without the keys that the reference does not have.
json json_of_model(const TimeloopCase& item) {
  json result = json::parse(to_json(run_model(item.input), item.input).dump());
  for (const char* key : {"feasible", "limiting_level", "utilization_ratio"})
    EXPECT_EQ(result.erase(key), 1u) << key;
  result.erase("area_mm2");
  return result;
}

TEST(TimeloopAgreement, EveryCaseAgreesCountForCount) {
  const std::vector<TimeloopCase> cases = read_timeloop_cases("cases.jsonl");
  ASSERT_EQ(cases.size(), 194u);
  Agreement agreement;
  for (const TimeloopCase& item : cases) {
    SCOPED_TRACE(item.name);
    EXPECT_EQ(item.input.nest.bounds(), item.input.problem.layer.bounds);
    expect_same(json_of_model(item), item.expected, "", agreement);
  }
  std::cout << cases.size() << " cases: " << agreement.counts << " counts and " << agreement.cycles
            << " cycles equal; " << agreement.energies << " energies, largest relative difference "
            << agreement.largest_energy_difference << "\n";
  EXPECT_GT(agreement.counts, 194 * 20);  // none was skipped
}

// Gemmini-like designs from the data published with DOSA, whose levels share one bandwidth. In the cases of
// the kind `dosa-overlap` Timeloop reads input words anew that the tile before held: only there the inputs
// differ.
TEST(TimeloopAgreement, PublishedGemminiDesignsAgree) {
  const std::vector<std::string> lines = timeloop_lines("dosa.jsonl");
  std::vector<TimeloopCase> cases = read_timeloop_cases("dosa.jsonl");
  ASSERT_EQ(cases.size(), 508u);
  Agreement agreement;
  int agreeing = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(cases[i].name);
    json expected = cases[i].expected;
    EXPECT_EQ(expected.erase("dataset"), 1u);
    if (json::parse(lines[i]).at("kind") == "dosa-overlap") continue;
    ++agreeing;
    expect_same(json_of_model(cases[i]), expected, "", agreement);
  }
  EXPECT_EQ(agreeing, 468);
  std::cout << agreeing << " cases: " << agreement.counts << " counts and " << agreement.cycles
            << " cycles equal; " << agreement.energies << " energies, largest relative difference "
            << agreement.largest_energy_difference << "\n";
}

TEST(TimeloopAgreement, MappingsOfItsMapperAgree) {
  const std::vector<TimeloopCase> cases = read_timeloop_cases("mapper.jsonl");
  ASSERT_EQ(cases.size(), 4u);
  Agreement agreement;
  for (const TimeloopCase& item : cases) {
    SCOPED_TRACE(item.name);
    if (item.name != "res3x3_64_64_56") expect_same(json_of_model(item), item.expected, "", agreement);
  }
}

// Timeloop refills input rows that the buffer still holds: 804.85 uJ; the executed nest takes 804.64.
TEST(TimeloopAgreement, MapperResultThatItsModelOverestimates) {
  const std::vector<TimeloopCase> cases = read_timeloop_cases("mapper.jsonl");
  const TimeloopCase& item = cases.at(2);
  ASSERT_EQ(item.name, "res3x3_64_64_56");
  const timeloop::ModelResult result = run_model(item.input);
  EXPECT_EQ(result.cycles, 451584);
  EXPECT_NEAR(item.expected.at("storage_and_mac_energy_pj").get<double>() * 1e-6, 804.85, 0.005);
  EXPECT_NEAR(result.cost.energy_pj * 1e-6, 804.64, 0.005);
}

}  // namespace
}  // namespace dance::test
