// Mappings as users write them: the notation read back.
#include "dance/engine/mapping/mapping_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "dance/core/presets.h"
#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/mapping/mapper.h"
#include "dance/engine/mapping/mapping_check.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "dance/engine/workload/layer_key.h"
#include "dance/search/space/space_table.h"

namespace dance::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Mapping parsed(const std::string& text) {
  std::vector<Fault> faults;
  const Mapping mapping = parse_mapping(text, faults);
  EXPECT_TRUE(faults.empty()) << text << ": " << (faults.empty() ? "" : to_string(faults.front()));
  return mapping;
}

std::vector<std::string> faults_in(const std::string& text) {
  std::vector<Fault> faults;
  parse_mapping(text, faults);
  std::vector<std::string> messages;
  for (const Fault& fault : faults) messages.push_back(fault.problem);
  return messages;
}

// Every layer that a network of the space can have.
std::vector<NetworkLayer> layers_of_small() {
  const CostTableRequest request = request_of(NetworkSpace::load(find_preset("network", "small")));
  std::vector<NetworkLayer> all = request.fixed;
  for (const auto& operations : request.candidates) {
    for (const auto& layers : operations) all.insert(all.end(), layers.begin(), layers.end());
  }
  std::set<LayerKey> seen;
  std::erase_if(all, [&](const NetworkLayer& layer) { return !seen.insert(layer_key(layer)).second; });
  return all;
}

TEST(MappingText, WhatTheMapperFindsReadsBackAndCostsTheSame) {
  const HardwareSpace space = HardwareSpace::load(find_preset("hardware", "edge"));
  int checked = 0;
  for (const NetworkLayer& layer : layers_of_small()) {
    for (const Accelerator& accelerator :
         {Accelerator{9, 12, 4, 16384, 128, 0}, Accelerator{17, 23, 8, 16384, 128, 1},
          Accelerator{14, 10, 16, 32768, 256, 2}}) {
      const auto found = best_mapping(layer, space, accelerator, MappingPolicy::Edp);
      ASSERT_TRUE(found.has_value());
      const Mapping back = parsed(found->mapping.to_string());
      EXPECT_EQ(back, found->mapping) << found->mapping.to_string();
      EXPECT_THAT(bound_faults(layer.layer, back), IsEmpty()) << found->mapping.to_string();
      EXPECT_THAT(misfits_of(layer.layer, back, space, accelerator), IsEmpty());
      EXPECT_THAT(outside_dataflow(back, space.dataflow_of(accelerator)), IsEmpty())
          << found->mapping.to_string();
      const LayerCost cost =
          cost_of(layer, back, counts_of(layer.layer, back, space.dataflow_of(accelerator).multicast),
                  accelerator, space.unit_costs(accelerator));
      EXPECT_DOUBLE_EQ(cost.latency_cycles, found->latency_cycles);
      EXPECT_DOUBLE_EQ(cost.energy.total_pj(), found->energy_pj);
      ++checked;
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(MappingText, EveryPartByHand) {
  const Mapping mapping = parsed("DRAM M4 C2|GLB(I,O) Q16 P15 | X C8 | Y  | RF S3 R5 M1");
  EXPECT_EQ(mapping.dram[Dim::M], 4);
  EXPECT_EQ(mapping.dram[Dim::C], 2);
  EXPECT_THAT(std::vector<Dim>(mapping.dram_order.end() - 3, mapping.dram_order.end()),
              ElementsAre(Dim::S, Dim::M, Dim::C));
  EXPECT_THAT(std::vector<Dim>(mapping.buffer_order.end() - 2, mapping.buffer_order.end()),
              ElementsAre(Dim::Q, Dim::P));
  EXPECT_EQ(mapping.spatial_x[Dim::C], 8);
  EXPECT_EQ(mapping.spatial_y, kUnitBounds);
  EXPECT_EQ(mapping.register_file[Dim::R], 5);
  EXPECT_TRUE(mapping.weights_bypass_buffer);
  EXPECT_EQ(mapping.to_string(), "DRAM M4 C2 | GLB(I,O) Q16 P15 | X C8 | Y | RF R5 S3");
}

TEST(MappingText, FaultsOfTheNotation) {
  EXPECT_THAT(faults_in("DRAM K4 | GLB | X | Y | RF"), ElementsAre("DRAM: unknown dimension"));
  EXPECT_THAT(faults_in("DRAM | GLB M0 P-2 | X | Y | RF"),
              ElementsAre("GLB: factor out of range", "GLB: factor out of range"));
  EXPECT_THAT(faults_in("DRAM | GLB | X M99999999999999999999 | Y | RF"),
              ElementsAre("X: factor out of range"));
  EXPECT_THAT(faults_in("DRAM | GLB | X M | Y C2.5 | RF R3x"),
              ElementsAre("X: not a loop", "Y: not a loop", "RF: not a loop"));
  EXPECT_THAT(faults_in("DRAM | GLB P2 Q3 P4 | X | Y | RF"),
              ElementsAre("GLB: dimension P is given twice at a level"));
  EXPECT_THAT(faults_in("DRAM | GLB | Y | RF"), ElementsAre("level X is missing"));
  EXPECT_THAT(faults_in("DRAM | GLB | GLB | X | Y | RF"), ElementsAre("level GLB is given twice"));
  EXPECT_THAT(faults_in("DRAM | X | GLB | Y | RF"), ElementsAre("levels out of order"));
  EXPECT_THAT(faults_in("DRAM | GLB(W) | X | Y | RF"), ElementsAre("unknown level", "level GLB is missing"));
  EXPECT_EQ(faults_in("").size(), 5u);
}

}  // namespace
}  // namespace dance::test
