#include "dance/engine/hardware/restriction.h"

#include <gtest/gtest.h>

#include "dance/core/presets.h"

namespace dance::test {
namespace {

// pe_x, pe_y, rf_words, glb_bytes, glb_width_bits, dataflow, glb_banks of `vast`.
TEST(Restriction, AcceleratorsAreThoseOfTheKeptValues) {
  const HardwareSpace vast = HardwareSpace::load(find_preset("hardware", "vast"));
  const HardwareSpace few = restricted(vast, {{0, 5}, {2}, {1, 3, 62}, {7}, {0, 3}, {1, 2}, {2}});
  EXPECT_EQ(few.size(), 2 * 3 * 2 * 2);
  EXPECT_EQ(few.pe_x, (std::vector<std::int64_t>{4, 9}));
  EXPECT_EQ(few.rf_words, (std::vector<std::int64_t>{6, 10, 128}));
  EXPECT_EQ(few.glb_banks, (std::vector<std::int64_t>{8}));
  for (std::int64_t i = 0; i < few.size(); ++i) {
    const Accelerator own = few.at(i);
    Accelerator same = own;
    vast.choose(few.choices_of(own), "test", same);
    const Accelerator whole = vast.at(vast.index_of(same));
    EXPECT_EQ(few.dataflow_of(own).name, vast.dataflow_of(whole).name);
    EXPECT_EQ(few.unit_costs(own).area_um2, vast.unit_costs(whole).area_um2);
    EXPECT_EQ(few.unit_costs(own).glb_read_pj, vast.unit_costs(whole).glb_read_pj);
  }
}

TEST(Restriction, ToAllValuesChangesNothing) {
  const HardwareSpace edge = HardwareSpace::load(find_preset("hardware", "edge"));
  KeptSteps all;
  for (const HardwareSpace::Parameter& parameter : edge.parameters()) {
    all.emplace_back();
    for (std::int64_t step = 0; step < parameter.values; ++step) all.back().push_back(step);
  }
  const HardwareSpace same = restricted(edge, all);
  EXPECT_EQ(same.size(), edge.size());
  EXPECT_EQ(same.at(12345), edge.at(12345));
}

}  // namespace
}  // namespace dance::test
