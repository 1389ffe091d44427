// Cycles and energies of counts that are stated here, derived by hand.
#include "dance/engine/nest/nest_cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"

namespace dance::test {
namespace {

constexpr auto kW = index(Tensor::Weights), kI = index(Tensor::Inputs), kO = index(Tensor::Outputs);

// Two levels over 18 cycles: the far one reads weights and inputs once each and takes sums back, the near one
// has two instances.
NestCounts counts() {
  NestCounts counts;
  counts.compute_cycles = 18;
  counts.levels.resize(2);
  counts.levels[0] = {TensorCounts{.kept = true, .instances = 1, .reads = 3},
                      TensorCounts{.kept = true, .instances = 1, .reads = 8},
                      TensorCounts{.kept = true, .instances = 1, .reads = 2, .updates = 6}};
  counts.levels[1] = {TensorCounts{.kept = true, .instances = 2, .reads = 18, .fills = 3},
                      TensorCounts{.kept = true, .instances = 2, .reads = 18, .fills = 8},
                      TensorCounts{.kept = true, .instances = 2, .reads = 12, .fills = 2, .updates = 18}};
  return counts;
}

LevelUnits units_of(double read_pj, double write_pj, std::int64_t block_words = 1) {
  LevelUnits units;
  units.read_pj = read_pj, units.write_pj = write_pj, units.block_words = block_words;
  return units;
}

TEST(NestCost, EnergyIsOfWholeVectorsOnEveryInstance) {
  const NestCost cost = cost_of(counts(), {2.0, {units_of(10, 20, 4), units_of(1, 3)}, 0}, 17);
  EXPECT_EQ(cost.mac_energy_pj, 34);
  EXPECT_EQ(cost.levels[0].energy_pj[kW], 1 * 10);  // 3 words are one vector of 4
  EXPECT_EQ(cost.levels[0].energy_pj[kI], 2 * 10);
  EXPECT_EQ(cost.levels[0].energy_pj[kO], 1 * 10 + 2 * 20);  // read again, and 6 updates
  EXPECT_EQ(cost.levels[1].energy_pj[kW], 2 * (18 * 1 + 3 * 3));
  EXPECT_EQ(cost.levels[1].energy_pj[kI], 2 * (18 * 1 + 8 * 3));
  EXPECT_EQ(cost.levels[1].energy_pj[kO], 2 * (12 * 1 + (2 + 18) * 3));
  EXPECT_EQ(cost.energy_pj, 34 + 10 + 20 + 50 + 54 + 84 + 144);
  EXPECT_EQ(cost.network_energy_pj, 0);
  EXPECT_EQ(cost.leakage_energy_pj, 0);
}

// Fills and updates are rounded up to vectors each on its own.
TEST(NestCost, FillsAndUpdatesAreVectorsOfTheirOwn) {
  const NestCost cost = cost_of(counts(), {0, {units_of(0, 0), units_of(0, 1, 16)}, 0}, 0);
  EXPECT_EQ(cost.levels[1].energy_pj[kO], 2 * (1 + 2));  // 2 fills, 18 updates
}

TEST(NestCost, WordsCountAsTheirBits) {
  NestUnits units{0, {units_of(10, 20), units_of(0, 0)}, 0};
  units.levels[0].word = {0.5, 0.25, 2};
  units.levels[0].read_words_per_cycle = 0.25;
  const NestCost cost = cost_of(counts(), units, 0);
  EXPECT_EQ(cost.levels[0].energy_pj[kW], 0.5 * 30);
  EXPECT_EQ(cost.levels[0].energy_pj[kI], 0.25 * 80);
  EXPECT_EQ(cost.levels[0].energy_pj[kO], 2.0 * (20 + 120));
  EXPECT_EQ(cost.cycles, 30);  // 1.5 + 2 + 4 words at a quarter of one a cycle
}

TEST(NestCost, TheSlowestTransferSetsTheCycles) {
  const auto cycles = [](double reads, double writes, double both) {
    NestUnits units{0, {units_of(0, 0), units_of(0, 0)}, 0};
    units.levels[0].read_words_per_cycle = reads;
    units.levels[0].write_words_per_cycle = writes;
    units.levels[0].total_words_per_cycle = both;
    const NestCost cost = cost_of(counts(), units, 0);
    EXPECT_EQ(cost.levels[0].cycles, cost.cycles);
    EXPECT_EQ(cost.levels[1].cycles, 18);
    return cost.cycles;
  };
  EXPECT_EQ(cycles(0, 0, 0), 18);     // unlimited
  EXPECT_EQ(cycles(0.5, 0, 0), 26);   // 13 words
  EXPECT_EQ(cycles(0, 0.25, 0), 24);  // 6 words
  EXPECT_EQ(cycles(0, 0, 0.5), 38);   // all 19
  EXPECT_EQ(cycles(0.5, 0.25, 0), 26);
  EXPECT_EQ(cycles(0.5, 0.125, 0.5), 48);
  EXPECT_EQ(cycles(0.4, 0, 0), 33);  // 32.5 rounded up
  EXPECT_EQ(cycles(100, 100, 100), 18);
}

// Of the network below a level: what the nearest level above it that keeps the tensor sends and takes back.
TEST(NestCost, NetworksCarryTheWordsOfTheLevelThatFeedsThem) {
  NestUnits units{0, {units_of(0, 0), units_of(0, 0)}, 0};
  units.levels[0].network_pj = 5, units.levels[1].network_pj = 7;
  units.levels[0].word = {0.5, 1, 1};
  NestCost cost = cost_of(counts(), units, 0);
  EXPECT_EQ(cost.levels[0].network_pj, 5 * (0.5 * 3 + 8 + 2 + 6));
  EXPECT_EQ(cost.levels[1].network_pj, 7 * 2.0 * (18 + 18 + 12 + 18));
  EXPECT_EQ(cost.network_energy_pj, cost.levels[0].network_pj + cost.levels[1].network_pj);
  EXPECT_EQ(cost.energy_pj, cost.network_energy_pj);

  NestCounts bypassed = counts();
  bypassed.levels[1][kW] = {.kept = false, .instances = 2};
  cost = cost_of(bypassed, units, 0);
  EXPECT_EQ(cost.levels[1].network_pj, 7 * (0.5 * 3 + 2.0 * (18 + 12 + 18)));
}

TEST(NestCost, LeakageIsPaidForEveryCycle) {
  NestUnits units{1, {units_of(0, 0), units_of(0, 0)}, 0.5};
  units.levels[0].read_words_per_cycle = 0.5;  // 26 cycles
  const NestCost cost = cost_of(counts(), units, 3);
  EXPECT_EQ(cost.leakage_energy_pj, 13);
  EXPECT_EQ(cost.energy_pj, 3 + 13);
}

NestCounts counts_in_passes() {
  NestCounts counts = test::counts();
  counts.array = {.passes = 3, .runs = 2, .run_steps = 3, .load_words = 5};
  return counts;
}

TEST(NestCost, APassCostsWhatTheArrayStates) {
  NestUnits units{0, {units_of(0, 0), units_of(0, 0)}, 0.5};
  units.array_pass = {.fill_drain_cycles = 4, .load_words_per_cycle = 2};
  const NestCost cost = cost_of(counts_in_passes(), units, 0);
  EXPECT_EQ(cost.array.steps, 18);
  EXPECT_EQ(cost.array.fill_drain, 12);
  EXPECT_EQ(cost.array.load, 9);  // 5 words at 2 a cycle, three times
  EXPECT_EQ(cost.cycles, 39);
  EXPECT_EQ(cost.leakage_energy_pj, 0.5 * 39);
  EXPECT_EQ(cost.levels[0].cycles, 18);
  EXPECT_EQ(limiting_level(cost), std::nullopt);
}

// The slowest level takes 26 cycles for its 13 reads.
TEST(NestCost, TransfersThatDoNotOverlapComeOnTop) {
  NestUnits units{0, {units_of(0, 0), units_of(0, 0)}, 0};
  units.levels[0].read_words_per_cycle = 0.5;
  const auto cycles = [&](std::int64_t fill_drain, double overlap) {
    units.array_pass = {.fill_drain_cycles = fill_drain, .transfer_overlap = overlap};
    return cost_of(counts_in_passes(), units, 0);
  };
  EXPECT_EQ(cycles(0, 1).cycles, 26);
  EXPECT_EQ(limiting_level(cycles(0, 1)), std::optional<std::size_t>(0));
  EXPECT_EQ(cycles(3, 1).cycles, 27);
  EXPECT_EQ(cycles(0, 0).cycles, 18 + 26);
  EXPECT_EQ(cycles(0, 0.5).cycles, 18 + 13);
  EXPECT_EQ(limiting_level(cycles(0, 0.5)), std::nullopt);
  EXPECT_EQ(cycles(0, 0.75).cycles, 26);  // 19.5 overlap 18 steps, 6.5 do not
  EXPECT_EQ(limiting_level(cycles(0, 0.75)), std::optional<std::size_t>(0));
}

TEST(NestCost, APassNeedsTheNestsPassesCounted) {
  NestUnits units{0, {units_of(0, 0), units_of(0, 0)}, 0};
  units.array_pass = ArrayPass{};
  EXPECT_EQ(
      message_of([&] { cost_of(counts(), units, 0); }),
      "nest: the accelerator states a pass of its array, and the nest's are not counted; expected a nest "
      "with its stationary tensor");
}

TEST(NestCost, NeedsUnitsOfEveryLevel) {
  EXPECT_EQ(message_of([] {
              cost_of(counts(), {2, {units_of(1, 1)}, 0}, 18);
            }),
            "nest: unit costs and storage levels differ in number; expected one set of unit costs a level");
}

TEST(NestCost, UnitsOfAHierarchyAreThoseOfItsLevels) {
  Hierarchy hierarchy;
  hierarchy.mac_pj = 3;
  hierarchy.leakage_pj_per_cycle = 4;
  hierarchy.array_pass = {.fill_drain_cycles = 5};
  hierarchy.levels.resize(2);
  hierarchy.levels[0].units = units_of(10, 20, 4);
  hierarchy.levels[1].units = units_of(1, 2);
  const NestUnits units = dance::units_of(hierarchy);
  EXPECT_EQ(units.mac_pj, 3);
  EXPECT_EQ(units.leakage_pj_per_cycle, 4);
  EXPECT_EQ(units.array_pass->fill_drain_cycles, 5);
  ASSERT_EQ(units.levels.size(), 2u);
  EXPECT_EQ(units.levels[0].write_pj, 20);
  EXPECT_EQ(units.levels[0].block_words, 4);
  EXPECT_EQ(units.levels[1].read_pj, 1);
}

}  // namespace
}  // namespace dance::test
