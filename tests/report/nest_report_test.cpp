// A nest as text, with its loops in the order in which the hardware runs them.
#include "dance/report/nest_report.h"

#include <gtest/gtest.h>

#include "dance/engine/nest/nest_json.h"

namespace dance::test {
namespace {

Nest sample() {
  Nest nest;
  nest.levels.resize(3);
  nest.levels[0].name = "DRAM", nest.levels[0].temporal = {{Dim::M, 4}, {Dim::C, 1}, {Dim::C, 2}};
  nest.levels[1].name = "GLB", nest.levels[1].keeps = {false, true, true};
  nest.levels[1].temporal = {{Dim::P, 16}};
  nest.levels[1].spatial_x = {{Dim::C, 8}};
  nest.levels[1].spatial_y = {{Dim::M, 12}};
  nest.levels[2].name = "RF", nest.levels[2].keeps = {false, false, false};
  return nest;
}

TEST(NestReport, OneLineLeavesOutLoopsOfOne) {
  EXPECT_EQ(one_line(sample()), "DRAM M4 C2 | GLB(I,O) P16 | X C8 | Y M12 | RF()");
}

TEST(NestReport, ListingNestsEveryLoop) {
  const Nest nest = sample();
  EXPECT_EQ(loop_listing(nest, counts_of(nest)),
            "DRAM  holds Weights 768, Inputs 256, Outputs 768 words\n"
            "  for M in 0..3\n"
            "    for C in 0..1\n"
            "GLB  holds Inputs 128, Outputs 192 words\n"
            "      for P in 0..15\n"
            "        spread C over X 8\n"
            "          spread M over Y 12\n"
            "RF  holds nothing\n"
            "            one MAC each\n");
}

TEST(NestJson, LevelsSumToTheCost) {
  const Nest nest = sample();
  const NestCounts counts = counts_of(nest);
  NestUnits units{2, {{100, 110, 1, 0, 0}, {5, 6, 1, 0, 0}, {1, 1, 1, 0, 0}}};
  units.levels[1].network_pj = 0.5, units.leakage_pj_per_cycle = 3;
  const NestCost cost = cost_of(counts, units, 12288);
  const Json levels = levels_json(counts, cost, {"DRAM", "GLB", "RF"}, {"Weights", "Inputs", "Outputs"});
  double sum = cost.mac_energy_pj + cost.network_energy_pj + cost.leakage_energy_pj;
  for (const Json& level : levels) {
    for (std::string_view tensor : kTensorNames) {
      if (level.contains(std::string(tensor))) sum += level[std::string(tensor)]["energy_pj"].get<double>();
    }
  }
  EXPECT_EQ(levels.begin().key(), "GLB");  // the innermost that keeps anything
  EXPECT_EQ(levels["GLB"]["network_pj"], cost.network_energy_pj);
  EXPECT_NEAR(sum, cost.energy_pj, 1e-9 * sum);
  EXPECT_EQ(cost.leakage_energy_pj, 3.0 * 128);  // M4 C2 P16
  // In each cycle, this passes below the GLB: 96 weights from DRAM, 8 inputs (shared by M), and 12 sums on
  // their way up; those of the second half of C also come down.
  EXPECT_EQ(cost.network_energy_pj, 0.5 * (96 * 128 + 8 * 128 + 12 * 128 + 12 * 64));
  EXPECT_EQ(to_json(nest)["levels"][1]["spatial_y"], "M12");
}

}  // namespace
}  // namespace dance::test
