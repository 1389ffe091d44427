#include "dance/engine/mapping/mapping_cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace dance::test {
namespace {

const MappingCounts kCounts{.compute_cycles = 100,
                            .rf_reads = 300,
                            .rf_writes = 120,
                            .glb_reads = 90,
                            .glb_writes = 40,
                            .dram_reads = 30,
                            .dram_writes = 10,
                            .network_words = 70};

UnitCosts unit_costs() {
  UnitCosts units;
  units.mac_pj = 2;
  units.rf_read_pj = 0.5, units.rf_write_pj = 0.75;
  units.glb_read_pj = 6, units.glb_write_pj = 7;
  units.dram_read_pj = 200, units.dram_write_pj = 210;
  units.network_pj = 1.5;
  units.leakage_mw = 4;
  units.clock_mhz = 200;
  units.glb_read_words_per_cycle = 2, units.glb_write_words_per_cycle = 4;
  units.dram_words_per_cycle = 0.5;
  units.residual_word = 0.25;
  return units;
}

TEST(MappingCost, EveryResourceNeedsItsCyclesAndTheSlowestSetsTheLatency) {
  const UnitCosts units = unit_costs();
  EXPECT_THAT(resource_cycles(kCounts, 5, units), ::testing::ElementsAre(100, 45, 10, 90));
  EXPECT_EQ(latency_cycles(kCounts, 5, units), 100);
  EXPECT_EQ(latency_cycles(kCounts, 15, units), 110);  // 55 words at half a word a cycle
  MappingCounts counts = kCounts;
  counts.glb_reads = 260;
  EXPECT_EQ(latency_cycles(counts, 5, units), 130);
  counts.glb_writes = 600;
  EXPECT_EQ(latency_cycles(counts, 5, units), 150);
}

// 100 cycles of the array, 90 of transfers.
TEST(MappingCost, TheArrayWaitsForTheShareOfTransfersThatDoesNotOverlap) {
  UnitCosts units = unit_costs();
  units.transfer_overlap = 0;
  EXPECT_EQ(latency_cycles(kCounts, 5, units), 190);
  units.transfer_overlap = 0.5;
  EXPECT_EQ(latency_cycles(kCounts, 5, units), 145);
  // 200 of transfers, of which 150 overlap, 50 of them after the array has ended.
  units.transfer_overlap = 0.75;
  EXPECT_EQ(latency_cycles(kCounts, 60, units), 200);
  EXPECT_EQ(exposed_transfer_cycles(resource_cycles(kCounts, 60, units), units), 50);
  units.transfer_overlap = 1;
  EXPECT_EQ(latency_cycles(kCounts, 60, units), 200);
  EXPECT_EQ(exposed_transfer_cycles(resource_cycles(kCounts, 60, units), units), 0);
}

TEST(MappingCost, EnergyIsCountsTimesUnitEnergies) {
  const EnergyBreakdown energy = energy_of(kCounts, 5, 1000, 110, unit_costs());
  EXPECT_EQ(energy.mac_pj, 2000);
  EXPECT_EQ(energy.rf_pj, 300 * 0.5 + 120 * 0.75);
  EXPECT_EQ(energy.glb_pj, 90 * 6 + 40 * 7);
  EXPECT_EQ(energy.dram_pj, 35 * 200 + 10 * 210);
  EXPECT_EQ(energy.network_pj, 105);
  EXPECT_DOUBLE_EQ(energy.leakage_pj, 4 * 110 / 200.0 * 1000);  // 4 mW for 0.55 us
  EXPECT_DOUBLE_EQ(energy.total_pj(), 2000 + 240 + 820 + 9100 + 105 + 2200);
}

TEST(MappingCost, ResidualWordsAreThoseOfTheLayerInReferenceWords) {
  NetworkLayer layer;
  layer.residual_words = 40;
  EXPECT_EQ(residual_words(layer, unit_costs()), 10);
}

// In the order of resource_cycles.
TEST(MappingCost, EveryBottleneckHasItsName) {
  std::vector<std::string> names;
  for (Bottleneck bottleneck : kAllBottlenecks) names.push_back(to_string(bottleneck));
  EXPECT_THAT(names, ::testing::ElementsAre("compute", "buffer read", "buffer write", "DRAM"));
}

}  // namespace
}  // namespace dance::test
