#include "dance/report/accelerator_table.h"

#include <gtest/gtest.h>

#include "dance/core/presets.h"

namespace dance::test {
namespace {

TEST(AcceleratorTable, EveryParameterAndMetric) {
  HardwareSpace space = HardwareSpace::load(find_preset("hardware", "edge"));
  space.dataflows[2].name = "my, own";
  const std::vector<ParetoPoint> points = {{0, {1.5, 0.25, 2}}, {space.size() - 1, {0.1, 1, 3}}};
  EXPECT_EQ(accelerators_csv_head() + accelerators_csv_lines(points, space),
            "index,pe_x,pe_y,rf_words,glb_bytes,glb_width_bits,glb_banks,dram_megatransfers_per_s,word_bits,"
            "dataflow,latency_ms,energy_mj,area_mm2,edap\n"
            "0,8,8,4,16384,128,4,3200,16,weight_stationary,1.5,0.25,2,0.75\n"
            "138719,24,24,64,262144,256,4,3200,16,\"my, own\",0.1,1,3,0.3\n");
  const Json json = accelerators_json(points, space);
  EXPECT_EQ(json[1]["index"], 138719);
  EXPECT_EQ(json[1]["accelerator"]["dataflow"], "my, own");
  EXPECT_EQ(json[0]["metrics"]["edap"], 0.75);
}

}  // namespace
}  // namespace dance::test
