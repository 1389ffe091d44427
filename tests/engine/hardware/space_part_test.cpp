// Parts of a hardware space, as a user writes them.
#include "dance/engine/hardware/space_part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"

namespace dance::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

HardwareSpace space() {
  return HardwareSpace::parse(R"(name: mine
technology: 45nm
word_bits: [16, {weights: 8, inputs: 8, outputs: 16}]
clock_mhz: 200
dataflows: [weight_stationary, row_stationary, output_stationary]
pe_x: {from: 3, to: 9}
pe_y: {from: 2, to: 14, step: 4}
mac: {multiplier: intmultiplier, adder: intadder}
register_file: {component: regfile_flops, words: [8, 16, 64, 128]}
global_buffer: {component: sram, capacity_kib: [16, 32], width_bits: 128, banks: [2, 4], double_buffered: yes}
dram: {component: dram_LPDDR4, width_bits: 64, megatransfers_per_s: [800, 1600, 3200.5]}
)",
                              find_preset("hardware", "edge"));
}

HardwareSpace part(const std::string& assignments) { return part_of(space(), assignments, "TEXT"); }
std::string refusal(const std::string& assignments) {
  return message_of([&] { part(assignments); });
}

TEST(SpacePart, ValuesListsAndRanges) {
  const HardwareSpace some = part(
      "pe_x=5..8,pe_y=14,6,rf_words=8,64..128,dataflow=output_stationary,weight_stationary,"
      "dram_megatransfers_per_s=1600..3200.5,word_bits=8/8/16");
  EXPECT_THAT(some.pe_x, ElementsAre(5, 6, 7, 8));
  EXPECT_THAT(some.pe_y, ElementsAre(6, 14));
  EXPECT_THAT(some.rf_words, ElementsAre(8, 64, 128));
  ASSERT_EQ(some.dataflows.size(), 2u);
  EXPECT_EQ(some.dataflows[0].name, "weight_stationary");  // in the order of the space
  EXPECT_EQ(some.dataflows[1].name, "output_stationary");
  EXPECT_THAT(some.dram_megatransfers_per_s, ElementsAre(1600, 3200.5));
  ASSERT_EQ(some.word_bits.size(), 1u);
  EXPECT_EQ(some.word_bits[0].to_string(), "8/8/16");
  // What is not named stays.
  EXPECT_THAT(some.glb_bytes, ElementsAre(16 * 1024, 32 * 1024));
  EXPECT_THAT(some.glb_banks, ElementsAre(2, 4));
  EXPECT_EQ(some.size(), 4 * 2 * 3 * 2 * 2 * 2 * 2);
  EXPECT_EQ(some.full_name(),
            "mine:pe_x=5..8,pe_y=6,14,rf_words=8,64,128,dataflow=weight_stationary,output_stationary,"
            "dram_megatransfers_per_s=1600,3200.5,word_bits=8/8/16");
}

// The name of a part is read as the same part; parameters of one value may be named too.
TEST(SpacePart, ItsNameReadsBack) {
  for (const char* text :
       {"glb_kib=32", "glb_width_bits=128", "pe_x=3,5..7,9", "glb_banks=4,dataflow=row_stationary"}) {
    const HardwareSpace once = part(text), again = part(once.part);
    EXPECT_EQ(again.part, once.part) << text;
    EXPECT_EQ(again.size(), once.size()) << text;
    for (std::int64_t i = 0; i < once.size(); ++i) EXPECT_EQ(again.at(i), once.at(i));
  }
  EXPECT_EQ(part("pe_x=3,5..7,9").part, "pe_x=3,5..7,9");
  EXPECT_EQ(space().full_name(), "mine");
}

TEST(SpacePart, TheKeysOfTheFileAreNamesToo) {
  EXPECT_EQ(part("register_file.words=8,global_buffer.capacity_kib=16,global_buffer.width_bits=128,dataflows="
                 "row_stationary,global_buffer.banks=2,dram.megatransfers_per_s=800")
                .part,
            "rf_words=8,glb_kib=16,glb_width_bits=128,dataflow=row_stationary,glb_banks=2,"
            "dram_megatransfers_per_s=800");
}

TEST(SpacePart, AllFaultsComeAtOnce) {
  EXPECT_EQ(
      refusal("pe_x=2..5,rf_word=8,16,dataflow=row_stationery,glb_kib=64,pe_y=14..2,glb_banks=2,2"),
      "TEXT: pe_x: not a value of the space 'mine'; expected 3..9; got '2'\n"
      "TEXT: rf_word: unknown parameter; expected one of pe_x, pe_y, rf_words, glb_kib, glb_width_bits, "
      "dataflow, glb_banks, dram_megatransfers_per_s, word_bits; did you mean 'rf_words'?\n"
      "TEXT: dataflow: not a dataflow of the space 'mine'; expected one of weight_stationary, "
      "row_stationary, output_stationary; did you mean 'row_stationary'?; got 'row_stationery'\n"
      "TEXT: glb_kib: not a value of the space 'mine'; expected 16, 32; got '64'\n"
      "TEXT: pe_y: an empty range; expected the lower end first; got '14..2'\n"
      "TEXT: glb_banks: a value is given twice; expected each value once; got '2'");
}

TEST(SpacePart, WhatIsNoPart) {
  EXPECT_EQ(refusal(""), "TEXT: names no part of the space; expected KEY=VALUE,...");
  EXPECT_EQ(refusal("8..9"), "TEXT: not an assignment; expected KEY=VALUE; got '8..9'");
  EXPECT_EQ(refusal("pe_x=3,pe_x=4"), "TEXT: pe_x: given twice; expected each parameter once");
  for (const char* text : {"pe_x=", "pe_x=..", "pe_x=3..", "pe_x=..4", "pe_x=3...5", "pe_x=3..4..5",
                           "pe_x= 3", "rf_words=8..17", "glb_banks=2..3", "word_bits=8..16"})
    EXPECT_THAT(refusal(text), HasSubstr(" of the space 'mine'; expected ")) << text;
}

TEST(SpacePart, IsSplitFromTheNameAtTheLastColon) {
  const auto split = [](const std::string& text) {
    const SpaceName name = split_space_name(text);
    return name.file + "|" + name.part;
  };
  EXPECT_EQ(split("edge"), "edge|");
  EXPECT_EQ(split("edge:pe_x=8..16"), "edge|pe_x=8..16");
  EXPECT_EQ(split("c:/mine.yaml:pe_x=8"), "c:/mine.yaml|pe_x=8");
  const TemporaryFolder folder;
  write_file_atomic(folder / "a:b.yaml", "");
  EXPECT_EQ(split((folder / "a:b.yaml").string()), (folder / "a:b.yaml").string() + "|");
}

TEST(SpacePart, LoadsAFile) {
  const std::string file = find_preset("hardware", "edge").string();
  EXPECT_EQ(load_space({file, ""}, "edge").size(), 138720);
  EXPECT_EQ(load_space({file, "pe_x=8..16,dataflow=row_stationary"}, "edge:...").size(), 138720 / 17 * 9 / 3);
}

}  // namespace
}  // namespace dance::test
