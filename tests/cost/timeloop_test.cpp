// The reuse analysis against timeloop-model's counts, cycles and energies
// (tests/reference/timeloop/cases.jsonl), and against the mappings that timeloop-mapper found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cost/timeloop_case.h"

namespace dance::testing {
namespace {

void expect_relative(double actual, double expected, const std::string& what) {
  EXPECT_LE(std::abs(actual - expected), 1e-6 * std::abs(expected))
      << what << ": " << actual << " for " << expected;
}

void expect_counts(const TensorCounts& counts, double energy_pj, const nlohmann::json& expected,
                   const std::string& what) {
  EXPECT_EQ(counts.tile_words, expected.at("tile_words").get<std::int64_t>()) << what << " tile";
  EXPECT_EQ(counts.instances, expected.at("instances").get<std::int64_t>()) << what << " instances";
  EXPECT_EQ(counts.reads, expected.at("reads").get<std::int64_t>()) << what << " reads";
  EXPECT_EQ(counts.fills, expected.at("fills").get<std::int64_t>()) << what << " fills";
  EXPECT_EQ(counts.updates, expected.at("updates").get<std::int64_t>()) << what << " updates";
  expect_relative(energy_pj, expected.at("energy_pj").get<double>(), what + " energy");
}

void expect_all(const TimeloopCase& item) {
  SCOPED_TRACE(item.name);
  EXPECT_EQ(item.nest.bounds(), item.problem);
  const NestCounts counts = counts_of(item.nest);
  const NestCost cost = cost_of(counts, item.units, item.macs);
  EXPECT_NEAR(cost.cycles, item.expected.at("cycles").get<double>(), 1);
  EXPECT_EQ(item.macs, item.expected.at("macs").get<std::int64_t>());
  expect_relative(cost.mac_energy_pj, item.expected.at("mac_energy_pj"), "MACs");
  expect_relative(cost.energy_pj, item.expected.at("storage_and_mac_energy_pj"), "total");
  for (std::size_t l = 0; l < item.nest.levels.size(); ++l) {
    const std::string& level = item.nest.levels[l].name;
    const nlohmann::json expected = item.expected.at("levels").value(level, nlohmann::json::object());
    if (expected.empty()) {  // Timeloop prints no level that keeps nothing
      for (const TensorCounts& tensor : counts.levels[l]) EXPECT_FALSE(tensor.kept) << level;
      continue;
    }
    EXPECT_NEAR(cost.levels[l].cycles, expected.at("cycles").get<double>(), 1) << level;
    for (std::size_t t = 0; t < kTensors; ++t) {
      const std::string tensor(kTensorNames[t]);
      ASSERT_EQ(counts.levels[l][t].kept, expected.contains(tensor)) << level << " " << tensor;
      if (!counts.levels[l][t].kept) continue;
      expect_counts(counts.levels[l][t], cost.levels[l].energy_pj[t], expected.at(tensor),
                    level + " " + tensor);
    }
  }
}

TEST(Timeloop, EveryCaseAgreesCountForCount) {
  const std::vector<TimeloopCase> cases = read_timeloop_cases("cases.jsonl");
  ASSERT_EQ(cases.size(), 194u);
  for (const TimeloopCase& item : cases) expect_all(item);
}

TEST(Timeloop, MappingsOfItsMapperAgree) {
  const std::vector<TimeloopCase> cases = read_timeloop_cases("mapper.jsonl");
  ASSERT_EQ(cases.size(), 4u);
  for (const TimeloopCase& item : cases) {
    if (item.name != "res3x3_64_64_56") expect_all(item);
  }
}

// Timeloop refills input rows that the buffer still holds: 804.85 uJ; the executed nest takes 804.64.
TEST(Timeloop, MapperResultThatItsModelOverestimates) {
  const std::vector<TimeloopCase> cases = read_timeloop_cases("mapper.jsonl");
  const TimeloopCase& item = cases.at(2);
  ASSERT_EQ(item.name, "res3x3_64_64_56");
  const NestCost cost = cost_of(counts_of(item.nest), item.units, item.macs);
  EXPECT_EQ(cost.cycles, 451584);
  EXPECT_NEAR(item.expected.at("storage_and_mac_energy_pj").get<double>() * 1e-6, 804.85, 0.005);
  EXPECT_NEAR(cost.energy_pj * 1e-6, 804.64, 0.005);
}

}  // namespace
}  // namespace dance::testing
