// What the padding rule, an accelerator and a dataflow say of mappings that users write.
#include "dance/engine/mapping/mapping_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/core/presets.h"
#include "dance/engine/mapping/mapping_text.h"

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

// Half of a buffer of 1 KiB holds 4096 bits: 204 words of 20 bits and 16 bits more, which words of 8 bits may
// use.
TEST(MappingCheck, FitIsByBits) {
  HardwareSpace space = HardwareSpace::load(find_preset("hardware", "edge"));
  space.word_bits = {{{8, 8, 20}, {8, 8, 20}, {8, 8, 8}}};
  const Accelerator accelerator{1, 1, 16, 1024, 128, 0};
  const auto misfits = [&](std::int64_t inputs) {
    std::vector<std::string> messages;
    const Mapping mapping = parsed("DRAM | GLB C" + std::to_string(inputs) + " | X | Y | RF");
    for (const Misfit& misfit : misfits_of(fully_connected("fc", inputs, 1), mapping, space, accelerator))
      messages.push_back(to_string(misfit));
    return messages;
  };
  EXPECT_THAT(misfits(254), IsEmpty());  // 254 weights and inputs of 8 bits and one sum take 4084 bits
  EXPECT_THAT(misfits(255),
              ElementsAre("GLB needs 205 words (Weights 255, Inputs 255, Outputs 1), 1 more than its 204"));
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

}  // namespace
}  // namespace dance::test
