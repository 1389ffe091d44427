#include "dance/engine/table/cost_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace dance::test {
namespace {

using ::testing::ElementsAre;

// Two positions of two operations and one, on three accelerators.
CostTable::Entries entries() {
  return {.latency_ms = {{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}}},
          .energy_mj = {{{10, 20, 30}, {40, 50, 60}}, {{70, 80, 90}}},
          .fixed_latency_ms = {0.1F, 0.2F, 0.3F},
          .fixed_energy_mj = {0.4F, 0.5F, 0.6F},
          .area_mm2 = {11, 12, 13},
          .feasible = {1, 0, 1}};
}

std::vector<float> row(const CostTable& table, const float* values) {
  return {values, values + table.accelerators()};
}

TEST(CostTable, HasARowForEveryOperation) {
  const CostTable table = CostTable::from_entries(entries(), "key");
  EXPECT_EQ(table.key(), "key");
  EXPECT_EQ(table.positions(), 2);
  EXPECT_EQ(table.operations(0), 2);
  EXPECT_EQ(table.operations(1), 1);
  EXPECT_EQ(table.max_operations(), 2);
  EXPECT_EQ(table.accelerators(), 3);
  EXPECT_THAT(row(table, table.latency_ms(0, 1)), ElementsAre(4, 5, 6));
  EXPECT_THAT(row(table, table.energy_mj(1, 0)), ElementsAre(70, 80, 90));
  EXPECT_THAT(row(table, table.fixed_latency_ms()), ElementsAre(0.1F, 0.2F, 0.3F));
  EXPECT_THAT(row(table, table.fixed_energy_mj()), ElementsAre(0.4F, 0.5F, 0.6F));
  EXPECT_THAT(row(table, table.area_mm2()), ElementsAre(11, 12, 13));
  EXPECT_THAT(table.feasible(), ElementsAre(1, 0, 1));
  for (const auto& [position, operation] : {std::pair(-1, 0), {2, 0}, {0, 2}, {1, 1}, {0, -1}})
    EXPECT_THROW(table.latency_ms(position, operation), std::out_of_range);
}

TEST(CostTable, SelectsAcceleratorsInTheOrderAskedFor) {
  const CostTable table = CostTable::from_entries(entries(), "key").select({2, 0});
  EXPECT_EQ(table.key(), "key");
  EXPECT_EQ(table.accelerators(), 2);
  EXPECT_THAT(row(table, table.latency_ms(0, 0)), ElementsAre(3, 1));
  EXPECT_THAT(row(table, table.energy_mj(1, 0)), ElementsAre(90, 70));
  EXPECT_THAT(row(table, table.fixed_energy_mj()), ElementsAre(0.6F, 0.4F));
  EXPECT_THAT(row(table, table.area_mm2()), ElementsAre(13, 11));
  EXPECT_THAT(table.feasible(), ElementsAre(1, 1));
  const CostTable none = table.select({});
  EXPECT_EQ(none.accelerators(), 0);
  EXPECT_EQ(none.operations(0), 2);
}

TEST(CostTable, EveryAcceleratorIsFeasibleWhereNothingIsSaid) {
  CostTable::Entries given = entries();
  given.feasible.clear();
  EXPECT_THAT(CostTable::from_entries(given, "").feasible(), ElementsAre(1, 1, 1));
}

TEST(CostTable, RefusesRowsOfDifferentLengths) {
  const auto refused = [](const CostTable::Entries& given) {
    EXPECT_THROW(CostTable::from_entries(given, ""), std::invalid_argument);
  };
  CostTable::Entries given = entries();
  given.latency_ms[0][1].pop_back();
  refused(given);
  given = entries();
  given.energy_mj[1].push_back({1, 2, 3});
  refused(given);
  given = entries();
  given.fixed_latency_ms.push_back(1);
  refused(given);
  given = entries();
  given.fixed_energy_mj.pop_back();
  refused(given);
  given = entries();
  given.feasible.pop_back();
  refused(given);
}

}  // namespace
}  // namespace dance::test
