#include "dance/report/shared_table.h"

#include <gtest/gtest.h>

#include "dance/core/presets.h"

namespace dance::test {
namespace {

TEST(SharedTable, EveryNetworkHasItsFigures) {
  const HardwareSpace space = HardwareSpace::load(find_preset("hardware", "edge"));
  SharedAccelerator shared;
  shared.cost = 1.25;
  shared.relative_latency = 0.5;
  shared.relative_energy = 3;
  shared.area_mm2 = 2;
  shared.metrics = {{1.5, 0.25, 2}, {10, 4, 2}};
  shared.relative_costs = {1, 1.5};
  const std::vector<std::string> names = {"lenet", "small:a,b"};
  EXPECT_EQ(shared_csv_head(names) + shared_csv_line(shared, space),
            "index,pe_x,pe_y,rf_words,glb_bytes,glb_width_bits,glb_banks,dram_megatransfers_per_s,word_bits,"
            "dataflow,area_mm2,cost,relative_latency,relative_energy,lenet_latency_ms,lenet_energy_mj,"
            "lenet_relative_cost,\"small:a,b_latency_ms\",\"small:a,b_energy_mj\","
            "\"small:a,b_relative_cost\"\n"
            "0,8,8,4,16384,128,4,3200,16,weight_stationary,2,1.25,0.5,3,1.5,0.25,1,10,4,1.5\n");
  const Json json = to_json(shared, space, names);
  EXPECT_EQ(json["accelerator"]["pe_x"], 8);
  EXPECT_EQ(json["cost"], 1.25);
  EXPECT_EQ(json["networks"][1]["name"], "small:a,b");
  EXPECT_EQ(json["networks"][1]["metrics"]["edap"], 80);
  EXPECT_EQ(json["networks"][1]["relative_cost"], 1.5);
}

}  // namespace
}  // namespace dance::test
