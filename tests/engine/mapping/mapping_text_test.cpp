// Mappings as users write them: the notation read back, the padding rule, and what does not fit.
#include "dance/engine/mapping/mapping_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"
#include "dance/engine/cost/mapping_file.h"
#include "dance/engine/mapping/mapper.h"
#include "dance/engine/mapping/mapping_check.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "dance/engine/workload/layer_key.h"
#include "dance/search/space/space_table.h"

namespace dance::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
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

// 10 outputs: what the padding rule lets through.
std::vector<std::string> bounds_of_ten(const std::string& loops_y, const std::string& loops_rf) {
  std::vector<std::string> problems;
  const Mapping mapping = parsed("DRAM | GLB | X | Y " + loops_y + " | RF " + loops_rf);
  for (const Fault& fault : bound_faults(fully_connected("fc", 1, 10), mapping)) {
    problems.push_back(fault.problem + "; " + fault.expected);
  }
  return problems;
}

TEST(MappingCheck, ThePaddingRule) {
  for (const auto& [y, rf] : {std::pair("M10", ""), {"", "M10"}, {"M5", "M2"}, {"M4", "M3"}, {"M3", "M4"}}) {
    EXPECT_THAT(bounds_of_ten(y, rf), IsEmpty()) << y << " " << rf;
  }
  EXPECT_THAT(bounds_of_ten("M4", "M2"),
              ElementsAre("M: the factors make 8 where the layer has 10; a product of 10, or of the next "
                          "multiple of its spatial factor"));
  // 6 x 2 covers 10, but so does 5 x 2.
  EXPECT_THAT(bounds_of_ten("M6", "M2"),
              ElementsAre("M: the factors make 12 where the layer has 10, more padding than it needs; for 2 "
                          "passes, a spatial factor of 5"));
  EXPECT_THAT(bounds_of_ten("M4", "M4"),
              ElementsAre("M: the factors make 16 where the layer has 10; with a spatial factor of 4, others "
                          "whose product is 3"));
  EXPECT_THAT(bounds_of_ten("", "M12"), ElementsAre(HasSubstr("with a spatial factor of 1, others whose "
                                                              "product is 10")));
  EXPECT_THAT(bounds_of_ten("M10 C2", ""),
              ElementsAre(HasSubstr("C: the factors make 2 where the layer has 1")));
}

TEST(MappingCheck, AProductBeyond64BitsIsNoWrapAround) {
  const Mapping mapping = parsed("DRAM M2147483648 | GLB M2147483648 | X M2147483648 | Y M4 | RF M2");
  const auto faults = bound_faults(fully_connected("fc", 1, 10), mapping);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_THAT(faults[0].problem, HasSubstr("more than 64 bits hold"));
}

TEST(MappingCheck, WhatDoesNotFitByHand) {
  const HardwareSpace space = HardwareSpace::load(find_preset("hardware", "edge"));
  const Accelerator accelerator{8, 8, 4, 16384, 128, 0};  // the buffer's half holds 4096 words
  const Layer fc = fully_connected("fc", 90, 900);
  // Columns: 9. Register file: 2 x 3 weights, 3 inputs, 2 outputs. Buffer: 90 x 90 weights, 90 inputs, 90
  // outputs.
  const Mapping mapping = parsed("DRAM M10 | GLB M5 C10 | X M9 | Y C3 | RF M2 C3");
  std::vector<std::string> messages;
  for (const Misfit& misfit : misfits_of(fc, mapping, space, accelerator))
    messages.push_back(to_string(misfit));
  EXPECT_THAT(
      messages,
      ElementsAre("X needs 9 columns, 1 more than its 8",
                  "GLB needs 8280 words (Weights 8100, Inputs 90, Outputs 90), 4184 more than its 4096",
                  "RF needs 11 words (Weights 6, Inputs 3, Outputs 2), 7 more than its 4"));
  // Weights that bypass the buffer take no room there.
  const Mapping bypass = parsed("DRAM M10 | GLB(I,O) M10 C30 | X M9 | Y C3 | RF");
  EXPECT_EQ(misfits_of(fc, bypass, space, accelerator).size(), 1u);
}

TEST(MappingCheck, WhatLiesOutsideADataflow) {
  const Dataflow dataflow = load_dataflow(find_preset("dataflow", "weight_stationary"));
  const Mapping inside = parsed("DRAM P2 | GLB C2 P4 | X C8 | Y M12 | RF R3 S3");
  EXPECT_THAT(outside_dataflow(inside, dataflow), IsEmpty());
  const Mapping outside = parsed("DRAM P2 | GLB P4 C2 | X P8 M2 | Y M12 | RF Q3");
  EXPECT_THAT(outside_dataflow(outside, dataflow),
              ElementsAre("X holds M, P", "RF holds Q", "M is on both X and Y",
                          "C lies inside the loops that it keeps innermost at GLB"));
}

TEST(MappingFile, WrittenAndReadAgainWithNamesThatNeedQuotes) {
  const test::TemporaryFolder folder;
  const Network network{
      "net", {{fully_connected("a: b", 6, 10), 0}, {fully_connected("1.0", 6, 10), 0}}, {}, {}};
  NetworkCost cost;
  for (const NetworkLayer& layer : network.layers) {
    LayerCost entry;
    entry.name = layer.layer.name;
    entry.mapping = parsed("DRAM M10 | GLB(I,O) C2 | X C3 | Y | RF");
    cost.layers.push_back(entry);
  }
  write_file_atomic(folder / "m.yaml", mapping_file_text(cost, {"a comment"}));
  const MappingFile file = load_mappings(folder / "m.yaml", network);
  ASSERT_EQ(file.mappings.size(), 2u);
  EXPECT_EQ(file.mappings[0].layer, "a: b");
  EXPECT_EQ(file.mappings[1].mapping, cost.layers[1].mapping);
}

TEST(MappingFile, AllFaultsAtOnceWithTheirLines) {
  const test::TemporaryFolder folder;
  const Network network{
      "net", {{fully_connected("fc", 6, 10), 0}, {fully_connected("out", 6, 10), 0}}, {}, {}};
  write_file_atomic(folder / "m.yaml",
                    "mappings:\n  fc: DRAM M5 | GLB | X | Y | RF C6\n  fd: DRAM | GLB | X | Y | RF\n"
                    "  out: [1, 2]\nextra: 1\n");
  const std::string message = test::message_of([&] { load_mappings(folder / "m.yaml", network); });
  EXPECT_THAT(message, HasSubstr("m.yaml:2: mappings.fc: M: the factors make 5 where the layer has 10"));
  EXPECT_THAT(message, HasSubstr("m.yaml:3: mappings.fd: no such layer; expected a layer of 'net': fc, out"));
  EXPECT_THAT(message, HasSubstr("m.yaml:4: mappings.out: "));
  EXPECT_THAT(message, HasSubstr("m.yaml:5: extra: "));
}

}  // namespace
}  // namespace dance::test
