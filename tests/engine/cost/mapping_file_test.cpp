// Files of mappings: what a cost writes is what is read back, and faults name the layer and its line.
#include "dance/engine/cost/mapping_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "dance/core/presets.h"

namespace dance::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Network two_layers() {
  return {"two", {{fully_connected("first", 60, 14), 0}, {fully_connected("second", 14, 90), 0}}, {}, {}};
}

std::string refusal(const std::string& text) {
  return message_of([&] { parse_mappings(text, "own.yaml", two_layers()); });
}

TEST(MappingFile, WhatACostHasIsReadBack) {
  const HardwareSpace space = HardwareSpace::load(find_preset("hardware", "edge"));
  const NetworkCost cost = network_cost(two_layers(), space, space.at(500));
  const std::string text = mapping_file_text(cost, {"two on edge", "by hand"});
  EXPECT_TRUE(text.starts_with("# two on edge\n# by hand\nmappings:\n")) << text;
  const MappingFile file = parse_mappings(text, "own.yaml", two_layers());
  EXPECT_EQ(file.file, "own.yaml");
  ASSERT_EQ(file.mappings.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(file.mappings[i].layer, cost.layers[i].name);
    EXPECT_EQ(file.mappings[i].mapping.to_string(), cost.layers[i].mapping.to_string());
    EXPECT_EQ(file.mappings[i].line, static_cast<int>(i) + 4);
  }
}

TEST(MappingFile, MayGiveSomeLayersOnly) {
  const MappingFile file =
      parse_mappings("mappings:\n  second: DRAM M90 | GLB C14 | X | Y | RF\n", "own.yaml", two_layers());
  ASSERT_EQ(file.mappings.size(), 1U);
  EXPECT_EQ(file.mappings[0].layer, "second");
  EXPECT_EQ(file.mappings[0].mapping.dram[Dim::M], 90);
  EXPECT_EQ(file.mappings[0].mapping.buffer[Dim::C], 14);
}

TEST(MappingFile, AllFaultsAtOnceWithTheirLines) {
  EXPECT_THAT(
      refusal("mappings:\n"
              "  third: DRAM M90 | GLB C14 | X | Y | RF\n"
              "  second: DRAM M9 | GLB C14 | X | Y | RF\n"
              "  first: DRAM M14 | GLB Z60 | X | Y | RF\n"
              "more: 1\n"),
      AllOf(HasSubstr("own.yaml:2: mappings.third: no such layer; expected a layer of 'two': first, second"),
            HasSubstr("own.yaml:3: mappings.second"), HasSubstr("own.yaml:4: mappings.first"),
            HasSubstr("own.yaml:5: more")));
}

TEST(MappingFile, NamesThatNeedQuotesAreReadBack) {
  const Network network{
      "net", {{fully_connected("a: b", 6, 10), 0}, {fully_connected("1.0", 6, 10), 0}}, {}, {}};
  NetworkCost cost;
  for (const NetworkLayer& layer : network.layers) {
    LayerCost entry;
    entry.name = layer.layer.name;
    entry.mapping.dram[Dim::M] = 10;
    entry.mapping.buffer[Dim::C] = 6;
    cost.layers.push_back(entry);
  }
  const MappingFile file = parse_mappings(mapping_file_text(cost, {}), "own.yaml", network);
  ASSERT_EQ(file.mappings.size(), 2U);
  EXPECT_EQ(file.mappings[0].layer, "a: b");
  EXPECT_EQ(file.mappings[1].layer, "1.0");
  EXPECT_EQ(file.mappings[1].mapping.to_string(), cost.layers[1].mapping.to_string());
}

}  // namespace
}  // namespace dance::test
