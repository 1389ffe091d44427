#include "dance/engine/hardware/space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"
#include "dance/core/random.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

HardwareSpace preset(const std::string& name) { return HardwareSpace::load(find_preset("hardware", name)); }

TEST(HardwareSpace, PresetsHaveTheStatedSizes) {
  EXPECT_EQ(preset("edge").size(), 138720);
  EXPECT_EQ(preset("vast").size(), 115178112);
  EXPECT_EQ(preset("eyeriss-3p").size(), 13872);
  EXPECT_EQ(preset("eyeriss-chip").size(), 1);
}

TEST(HardwareSpace, NumbersEveryAcceleratorOnce) {
  const HardwareSpace space = preset("edge");
  Random random(1, "space test");
  for (int i = 0; i < 2000; ++i) {
    const auto number = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(space.size())));
    EXPECT_EQ(space.index_of(space.at(number)), number);
  }
  const Accelerator first = space.at(0), second = space.at(1);
  EXPECT_EQ(second.pe_y, first.pe_y + 1);  // pe_y is fastest
  EXPECT_EQ(space.at(space.size() - 1).dataflow_index, 2);
}

TEST(HardwareSpace, NamesAValueOutsideTheSpace) {
  const HardwareSpace space = preset("edge");
  Accelerator accelerator = space.at(0);
  accelerator.rf_words = 5;
  EXPECT_THAT(test::message_of([&] { space.index_of(accelerator); }),
              HasSubstr("rf_words: not a value of the space"));
}

// One accelerator by hand from the rows of the table: 8 x 8 PEs, 4 words, 16 KiB in 4 banks, rows of 128
// bits.
TEST(HardwareSpace, UnitCostsByHand) {
  const HardwareSpace space = preset("edge");
  const UnitCosts units = space.unit_costs(space.at(0));
  const double pe_um2 = 1239.5 + 400.2, buffer_um2 = 4 * 14267.6;
  EXPECT_NEAR(units.area_um2, 64 * pe_um2 + buffer_um2, 1);
  EXPECT_NEAR(units.mac_pj, 2.2004, 1e-9);
  EXPECT_NEAR(units.rf_read_pj, 0.1513, 1e-9);
  EXPECT_NEAR(units.glb_read_pj, 4.4268 / 8, 1e-9);  // 8 words a row
  EXPECT_NEAR(units.glb_write_pj, 11.8899 / 8, 1e-9);
  EXPECT_NEAR(units.dram_read_pj, 128, 1e-9);  // 8 pJ/bit
  const double distance_mm = 0.5 * std::sqrt(buffer_um2) * 1e-3 + 16 * std::sqrt(pe_um2) * 1e-3;
  EXPECT_NEAR(units.network_pj, 16 * 0.3254 * distance_mm, 1e-6);
  EXPECT_NEAR(units.leakage_mw, 64 * (0.0137 + 0.00448) + 4 * 0.00014, 1e-9);
  EXPECT_EQ(units.glb_read_words_per_cycle, 16);     // two of the four banks
  EXPECT_EQ(units.dram_words_per_cycle, 64);         // 25.6 GB/s at 200 MHz
  EXPECT_EQ(space.glb_tile_bits(16384), 4096 * 16);  // half of the words: double buffered
}

TEST(HardwareSpace, AreaAndRegisterEnergyGrowWithSize) {
  const HardwareSpace space = preset("edge");
  Accelerator small = space.at(0), large = small;
  large.rf_words = 64;
  EXPECT_GT(space.unit_costs(large).rf_read_pj, space.unit_costs(small).rf_read_pj);
  EXPECT_GT(space.area_mm2(large), space.area_mm2(small));
  large = small;
  large.glb_bytes = 256 * 1024;
  EXPECT_GT(space.unit_costs(large).glb_read_pj, space.unit_costs(small).glb_read_pj);
}

class SpaceFile : public ::testing::Test {
 protected:
  std::string message(const std::string& text) {
    write_file_atomic(folder_ / "mine.yaml", text);
    return test::message_of([&] { HardwareSpace::load(folder_ / "mine.yaml"); });
  }
  static std::string with(const std::string& pe_x, const std::string& words, const std::string& capacity) {
    return "name: mine\ntechnology: 45nm\nclock_mhz: 200\ndataflows: row_stationary\npe_x: " + pe_x +
           "\npe_y: [8, 9]\nmac: intmac\nregister_file: {component: regfile_flops, words: " + words +
           "}\nglobal_buffer: {component: sram, capacity_kib: " + capacity +
           ", width_bits: 128}\ndram: {component: dram_LPDDR4, width_bits: 64, megatransfers_per_s: 3200}\n";
  }
  test::TemporaryFolder folder_;
};

TEST_F(SpaceFile, ValuesListsAndRanges) {
  write_file_atomic(folder_ / "mine.yaml", with("{from: 2, to: 9, step: 3}", "[16, 4]", "8"));
  const HardwareSpace space = HardwareSpace::load(folder_ / "mine.yaml");
  EXPECT_THAT(space.pe_x, ::testing::ElementsAre(2, 5, 8));
  EXPECT_THAT(space.rf_words, ::testing::ElementsAre(4, 16));
  EXPECT_THAT(space.glb_bytes, ::testing::ElementsAre(8192));
  EXPECT_EQ(space.size(), 3 * 2 * 2);
}

TEST_F(SpaceFile, WhatItRefersToIsNamedByFileLineAndKey) {
  const std::string found = message(
      test::replaced(test::replaced(with("8", "16", "8"), "45nm", "46nm"), "row_stationary", "[rows]"));
  EXPECT_THAT(found,
              HasSubstr("mine.yaml:2: technology: no such file or preset; expected a YAML file, or one of"));
  EXPECT_THAT(found, HasSubstr("mine.yaml:4: dataflows[0]: no such file or preset"));
}

TEST_F(SpaceFile, OneFaultHasNoFollowers) {
  EXPECT_EQ(message(with("[1, a]", "16", "8")),
            (folder_ / "mine.yaml").string() +
                ":5: pe_x[1]: not an integer; expected an integer in 1..1024; got 'a'");
  EXPECT_THAT(message("name: mine\n"), testing::Not(HasSubstr("whole number of words")));
}

TEST_F(SpaceFile, ClocksAndRatesAreThoseOfRealChips) {
  for (const char* clock : {"1e-300", "1e300", "nan"})
    EXPECT_THAT(
        message(test::replaced(with("8", "16", "8"), "clock_mhz: 200", "clock_mhz: " + std::string(clock))),
        HasSubstr("mine.yaml:3: clock_mhz:"));
  EXPECT_THAT(message(test::replaced(with("8", "16", "8"), "3200}", "1e-300}")),
              HasSubstr("dram.megatransfers_per_s: out of range"));
}

TEST_F(SpaceFile, AllFaultsAtOnce) {
  const std::string found = message(with("{from: 9, to: 2}", "2", "[8, 8]") + "colour: red\nname: again\n");
  EXPECT_THAT(found, HasSubstr("mine.yaml:5: pe_x: an empty range; expected from <= to; got from 9 to 2"));
  EXPECT_THAT(found, HasSubstr("mine.yaml:8: register_file.words: out of range"));
  EXPECT_THAT(found, HasSubstr("global_buffer.capacity_kib: a value is given twice"));
  EXPECT_THAT(found, HasSubstr("mine.yaml:11: colour: unknown key"));
  EXPECT_THAT(found, HasSubstr("mine.yaml:12: name: duplicate key"));
}

TEST_F(SpaceFile, SizesOutsideTheTechnology) {
  const std::string found = message(with("8", "4", "[1024, 4096]"));
  EXPECT_THAT(found, HasSubstr("components.sram: needed by"));
  EXPECT_THAT(found, HasSubstr("has no size of 4194304 bytes at 128 bits"));
}

// The edge preset with texts replaced.
std::string refusal_of_edge(const std::vector<std::pair<std::string, std::string>>& replacements) {
  std::string text = read_file(find_preset("hardware", "edge"));
  for (const auto& [from, to] : replacements) text.replace(text.find(from), from.size(), to);
  return test::message_of([&] { HardwareSpace::parse(text, "edge.yaml"); });
}

// The first overflowed, the last took hours.
TEST(HardwareSpace, AbsurdRangesAreRefused) {
  const std::string pe_x = "pe_x: {from: 8, to: 24, step: 1}";
  EXPECT_EQ(refusal_of_edge({}), "");
  EXPECT_THAT(refusal_of_edge({{pe_x, "pe_x: {from: 1, to: 2, step: 9223372036854775807}"}}),
              HasSubstr("edge.yaml:8: pe_x.step: out of range"));
  std::string many = "pe_x: [1";
  for (int i = 2; i <= 5000; ++i) many += ", " + std::to_string(i % 1000 + 1);
  EXPECT_THAT(refusal_of_edge({{pe_x, many + "]"}}),
              HasSubstr("pe_x: too many values; expected at most 4096"));
  EXPECT_THAT(
      refusal_of_edge({{"words: {from: 4, to: 64, step: 4}", "words: {from: 4, to: 4000}"},
                       {"capacity_kib: [16, 32, 64, 128, 256]", "capacity_kib: {from: 16, to: 4000}"}}),
      HasSubstr("global_buffer: too many sizes of memories; expected at most 1048576 in all"));
}

TEST_F(SpaceFile, WordsOfSeveralWidthsBanksAndRates) {
  std::string text = with("8", "8", "16");
  text = test::replaced(text, "mac: intmac",
                        "mac: {multiplier: intmultiplier, adder: intadder}\nword_bits: [16, "
                        "{weights: 8, inputs: 8, outputs: {register_file: 24, global_buffer: 16, dram: 8}}]");
  text = test::replaced(text, "width_bits: 128", "width_bits: 128, banks: [4, 2]");
  text = test::replaced(text, "megatransfers_per_s: 3200", "megatransfers_per_s: [3200, 1600.5]");
  write_file_atomic(folder_ / "mine.yaml", text);
  const HardwareSpace space = HardwareSpace::load(folder_ / "mine.yaml");
  EXPECT_EQ(space.size(), 2 * 2 * 2 * 2);
  const Accelerator last = space.at(space.size() - 1);
  EXPECT_EQ(space.choices_of(last), (AcceleratorChoices{"row_stationary", 4, 3200, "8/8/24+8/8/16+8"}));
  EXPECT_EQ(space.word_bits_of(last).reference(), 24);
  Accelerator chosen = last;
  space.choose({"row_stationary", 2, 1600.5, "16"}, "test", chosen);
  EXPECT_EQ(space.choices_of(chosen), (AcceleratorChoices{"row_stationary", 2, 1600.5, "16"}));
  EXPECT_THROW(space.choose({"row_stationary", 3, 1600.5, "16"}, "test", chosen), Error);
  EXPECT_THROW(space.choose({"row_stationary", 0, 1600.5, "16"}, "test", chosen), Error);  // 2 or 4?
  for (std::int64_t i = 0; i < space.size(); ++i) EXPECT_EQ(space.index_of(space.at(i)), i);
}

TEST_F(SpaceFile, FaultsOfWordBits) {
  EXPECT_THAT(
      message(with("8", "8", "16") + "word_bits: {weights: 8, inputs: 8, outputs: 32}\n"),
      ::testing::HasSubstr("mac: one component cannot have operands and sums of different widths; expected "
                           "{multiplier: COMPONENT, adder: COMPONENT}"));
  EXPECT_THAT(
      message(with("8", "8", "16") + "word_bits: {weights: 8, inputs: 0, sums: 32}\n"),
      ::testing::AllOf(::testing::HasSubstr("word_bits.inputs: out of range; expected an integer in 1..64"),
                       ::testing::HasSubstr("word_bits.outputs: missing key"),
                       ::testing::HasSubstr("word_bits.sums: unknown key")));
  EXPECT_THAT(
      message(with("8", "8", "16") + "word_bits: [16, 16]\n"),
      ::testing::HasSubstr("word_bits[1]: a value is given twice; expected each value once; got '16'"));
  EXPECT_THAT(message(with("8", "8", "16") + "word_bits: 24\n"),
              ::testing::HasSubstr(
                  "global_buffer.width_bits: not a whole number of words; expected a multiple of 24"));
}

}  // namespace
}  // namespace dance::test
