// The parts of an accelerator, picked from a table whose numbers tell their row and column.
#include "dance/engine/hardware/parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/faults.h"

namespace dance::test {
namespace {

constexpr const char* kTechnology = R"(name: made
node_nm: 45
wire: {pj_per_bit_mm: 0.25, source: wires}
components:
  mac:
    - {width_bits: 16, read_pj: 2, write_pj: 3, leakage_mw: 0.5, area_um2: 700, source: mac of 16}
  multiplier:
    - {width_bits: 8, read_pj: 1, write_pj: 1.5, leakage_mw: 0.25, area_um2: 300, source: multiplier of 8}
    - {width_bits: 16, read_pj: 4, write_pj: 5, leakage_mw: 1, area_um2: 900, source: multiplier of 16}
  adder:
    - {width_bits: 16, read_pj: 0.25, write_pj: 0.5, leakage_mw: 0.125, area_um2: 50, source: adder of 16}
    - {width_bits: 32, read_pj: 0.5, write_pj: 0.75, leakage_mw: 0.375, area_um2: 100, source: adder of 32}
  file:
    - {size_bytes: 8, width_bits: 16, read_pj: 0.5, write_pj: 0.5, leakage_mw: 0.5, area_um2: 200, source: 8 of 16}
    - {size_bytes: 32, width_bits: 32, read_pj: 0.75, write_pj: 1, leakage_mw: 1, area_um2: 500, source: 32 of 32}
  ram:
    - {size_bytes: 4096, width_bits: 64, read_pj: 10, write_pj: 12, leakage_mw: 2, area_um2: 10000, source: 4096}
    - {size_bytes: 8192, width_bits: 64, read_pj: 14, write_pj: 16, leakage_mw: 3, area_um2: 22500, source: 8192}
  memory:
    - {width_bits: 64, read_pj: 600, write_pj: 700, leakage_mw: 0, area_um2: 0, source: off the chip}
)";

HardwareSpace space() {
  HardwareSpace space;
  space.file = "made.yaml";
  space.technology = Technology::parse(kTechnology, "technology.yaml");
  space.pe_x = {5}, space.pe_y = {4}, space.rf_words = {4, 8}, space.glb_bytes = {16384},
  space.glb_width_bits = {64};
  space.glb_banks = {2, 4};
  space.dataflows.resize(1);
  space.word_bits = {{}, {{8, 8, 32}, {8, 8, 16}, {8, 8, 8}}};
  space.mac_component = "mac", space.rf_component = "file", space.glb_component = "ram";
  space.dram_component = "memory";
  space.dram_width_bits = 64;
  return space;
}

const Accelerator kOf16Bits{5, 4, 4, 16384, 64, 0, 0, 0, 0}, kOf32Bits{5, 4, 8, 16384, 64, 0, 1, 0, 1};

TEST(Parts, AreTheRowsOfTheirSizes) {
  const AcceleratorParts parts = parts_of(space(), kOf16Bits);
  EXPECT_EQ(parts.mac.component, "mac");
  EXPECT_EQ(parts.mac.count, 20);
  EXPECT_EQ(parts.mac.row.source, "mac of 16");
  EXPECT_EQ(parts.mac.area_um2(), 20 * 700);
  EXPECT_EQ(parts.mac.leakage_mw(), 20 * 0.5);
  EXPECT_EQ(parts.register_file.component, "file");
  EXPECT_EQ(parts.register_file.count, 20);
  EXPECT_EQ(parts.register_file.row.source, "8 of 16");  // 4 words of 16 bits
  EXPECT_EQ(parts.bank.component, "ram");
  EXPECT_EQ(parts.bank.count, 2);
  EXPECT_EQ(parts.bank.row.source, "8192");
  EXPECT_EQ(parts.dram_component, "memory");
  EXPECT_EQ(parts.dram.source, "off the chip");
  EXPECT_EQ(parts.words_per_row, 4);
  EXPECT_EQ(parts.words_per_burst, 4);
  EXPECT_THAT(parts.on_chip(), ::testing::ElementsAre(&parts.mac, &parts.register_file, &parts.bank));
}

// From the middle of two banks of 150 um each side past 4 rows and 5 columns of elements of 30 um.
TEST(Parts, TheWireRunsFromTheBuffersMiddlePastRowsAndColumns) {
  const double buffer_mm = std::sqrt(2 * 22500.0) * 1e-3;
  EXPECT_DOUBLE_EQ(parts_of(space(), kOf16Bits).wire_mm, 0.5 * buffer_mm + (5 + 4) * 0.030);
}

TEST(Parts, AMultiplierAndAnAdderAreOnePart) {
  HardwareSpace mixed = space();
  mixed.mac_component = "multiplier", mixed.adder_component = "adder";
  const AcceleratorParts parts = parts_of(mixed, kOf32Bits);
  EXPECT_EQ(parts.mac.component, "multiplier + adder");
  EXPECT_EQ(parts.mac.count, 20);
  EXPECT_EQ(parts.mac.row.read_pj, 1 + 0.5);
  EXPECT_EQ(parts.mac.row.write_pj, 1.5 + 0.75);
  EXPECT_EQ(parts.mac.row.leakage_mw, 0.25 + 0.375);
  EXPECT_EQ(parts.mac.row.area_um2, 300 + 100);
  EXPECT_EQ(parts.mac.row.source, "multiplier of 8; adder of 32 bits: adder of 32");
  EXPECT_EQ(parts.register_file.row.source, "32 of 32");  // 8 words of 32 bits
  EXPECT_EQ(parts.bank.count, 4);
  EXPECT_EQ(parts.bank.row.source, "4096");
  EXPECT_EQ(parts.words_per_row, 2);
  EXPECT_EQ(parts.words_per_burst, 2);
}

TEST(Parts, NameWhatTheTechnologyLacks) {
  const auto lacks = [](auto change) {
    HardwareSpace changed = space();
    change(changed);
    return message_of([&] { parts_of(changed, kOf16Bits); });
  };
  using ::testing::HasSubstr;
  EXPECT_THAT(lacks([](HardwareSpace& s) { s.mac_component = "none"; }),
              HasSubstr("components: no such component; expected one of adder, file, mac, memory, "
                        "multiplier, ram; got 'none'"));
  EXPECT_THAT(lacks([](HardwareSpace& s) { s.glb_banks = {8}; }),
              HasSubstr("technology.yaml: components.ram.size_bytes: has no size of 2048 bytes at 64 bits"));
  EXPECT_THAT(lacks([](HardwareSpace& s) { s.dram_width_bits = 32; }),
              HasSubstr("components.memory.width_bits: has no width of 32 bits; expected 64 bits"));
  EXPECT_THAT(lacks([](HardwareSpace& s) {
                s.word_bits[0].register_file = {24, 24, 24};
              }),
              HasSubstr("components.mac.width_bits: has no width of 24 bits; expected 16 bits"));
}

}  // namespace
}  // namespace dance::test
