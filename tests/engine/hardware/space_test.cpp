#include "dance/engine/hardware/space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/faults.h"
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

}  // namespace
}  // namespace dance::test
