#include "cli/shorthand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "dance/core/presets.h"

namespace dance::test {

using namespace cli;
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

HardwareSpace space() {
  return HardwareSpace::parse(R"(name: mine
technology: 45nm
word_bits: [16, {weights: 8, inputs: 8, outputs: 16}]
clock_mhz: 200
dataflows: [weight_stationary, row_stationary]
pe_x: {from: 3, to: 9}
pe_y: {from: 2, to: 14, step: 4}
mac: {multiplier: intmultiplier, adder: intadder}
register_file: {component: regfile_flops, words: [8, 16, 64, 128]}
global_buffer: {component: sram, capacity_kib: [16, 32], width_bits: 128, banks: [2, 4], double_buffered: yes}
dram: {component: dram_LPDDR4, width_bits: 64, megatransfers_per_s: [800, 3200.5]}
)",
                              find_preset("hardware", "edge"));
}

constexpr const char* kAll =
    "pe_x=4,pe_y=10,rf_words=64,glb_kib=32,glb_width_bits=128,dataflow=row_stationary,glb_banks=2,"
    "dram_megatransfers_per_s=3200.5,word_bits=8/8/16";

std::string refusal(const std::string& assignments) {
  return message_of([&] { parse_accelerator(assignments, space(), "TEXT"); });
}

TEST(Shorthand, IsThePointOfTheSpaceThatItSays) {
  const HardwareSpace hardware = space();
  const Accelerator accelerator = parse_accelerator(kAll, hardware, "TEXT");
  EXPECT_EQ(accelerator, (Accelerator{4, 10, 64, 32 * 1024, 128, 1, 0, 1, 1}));
  EXPECT_EQ(hardware.at(hardware.index_of(accelerator)), accelerator);
  EXPECT_EQ(hardware.choices_of(accelerator), (AcceleratorChoices{"row_stationary", 2, 3200.5, "8/8/16"}));
}

TEST(Shorthand, WhatHasOneValueMayBeLeftOutAndTheOrderIsFree) {
  const HardwareSpace hardware = space();
  const Accelerator all = parse_accelerator(kAll, hardware, "TEXT");
  EXPECT_EQ(parse_accelerator(replaced(kAll, "glb_width_bits=128,", ""), hardware, "TEXT"), all);
  EXPECT_EQ(parse_accelerator("pe_y=10," + replaced(kAll, "pe_y=10,", ""), hardware, "TEXT"), all);
}

TEST(Shorthand, AllThatIsMissingIsToldWithItsValues) {
  EXPECT_EQ(refusal(""),
            "TEXT: pe_x: missing parameter; expected 3..9\n"
            "TEXT: pe_y: missing parameter; expected 2, 6, ..., 14\n"
            "TEXT: rf_words: missing parameter; expected 8, 16, 64, 128\n"
            "TEXT: glb_kib: missing parameter; expected 16, 32\n"
            "TEXT: dataflow: missing parameter; expected one of weight_stationary, row_stationary\n"
            "TEXT: glb_banks: missing parameter; expected 2, 4\n"
            "TEXT: dram_megatransfers_per_s: missing parameter; expected 800, 3200.5\n"
            "TEXT: word_bits: missing parameter; expected one of 16, 8/8/16");
}

TEST(Shorthand, EachFaultOfOneAssignment) {
  const auto with = [](const std::string& from, const std::string& to) {
    return refusal(replaced(kAll, from, to));
  };
  EXPECT_EQ(with("pe_x=4", "pe_x=2"), "TEXT: pe_x: not a value of the space 'mine'; expected 3..9; got '2'");
  for (const char* text : {"pe_x=04", "pe_x=4 ", "pe_x=+4", "pe_x=4.0", "pe_x=0x4", "pe_x="})
    EXPECT_THAT(with("pe_x=4", text), HasSubstr("TEXT: pe_x: not a value of the space 'mine'")) << text;
  EXPECT_EQ(with("row_stationary", "rows"),
            "TEXT: dataflow: not a dataflow of the space 'mine'; expected one of weight_stationary, "
            "row_stationary; got 'rows'");
  EXPECT_EQ(with("glb_kib=32", "glb_kib=64"),
            "TEXT: glb_kib: not a value of the space 'mine'; expected 16, 32; got '64'");
  EXPECT_EQ(refusal(std::string(kAll) + ",pe_z=1"),
            "TEXT: pe_z: unknown parameter; expected one of pe_x, pe_y, rf_words, glb_kib, glb_width_bits, "
            "dataflow, glb_banks, dram_megatransfers_per_s, word_bits; did you mean 'pe_x'?");
  EXPECT_EQ(refusal(std::string(kAll) + ",pe_x=4"), "TEXT: pe_x: given twice; expected each parameter once");
  EXPECT_EQ(refusal("fast," + std::string(kAll)), "TEXT: not an assignment; expected KEY=VALUE; got 'fast'");
  EXPECT_EQ(with("pe_x=4", "pe_x=4..6"),
            "TEXT: pe_x: an accelerator has one value of it; expected 3..9; got 3 values");
  EXPECT_EQ(with("row_stationary", "row_stationery"),
            "TEXT: dataflow: not a dataflow of the space 'mine'; expected one of weight_stationary, "
            "row_stationary; did you mean 'row_stationary'?; got 'row_stationery'");
  EXPECT_EQ(refusal(std::string(kAll) + ",=4"), "TEXT: not an assignment; expected KEY=VALUE; got '=4'");
}

TEST(Shorthand, SeveralFaultsComeAtOnce) {
  const std::string found = refusal(
      "pe_x=99,pe_y=10,,colour=red,rf_words=64,glb_kib=32,dataflow=row_stationary,"
      "glb_banks=3,dram_megatransfers_per_s=800,word_bits=16");
  for (const char* part : {"not an assignment", "pe_x: not a value", "glb_banks: not a value of the space",
                           "colour: unknown parameter"})
    EXPECT_THAT(found, HasSubstr(part));
}

TEST(InputShapes, AreNamesAndSizes) {
  EXPECT_THAT(parse_input_shapes({"x=1,3,224,224", "a=b:0=7"}),
              ElementsAre(Pair("a=b:0", ElementsAre(7)), Pair("x", ElementsAre(1, 3, 224, 224))));
  EXPECT_THAT(parse_input_shapes({}), ElementsAre());
  EXPECT_THAT(parse_input_shapes({"x=2147483647"}), ElementsAre(Pair("x", ElementsAre(2147483647))));
}

TEST(InputShapes, WhatIsNoneIsRefusedAllAtOnce) {
  const std::vector<std::string> bad = {"x",
                                        "=1,2",
                                        "x=",
                                        "x=1,",
                                        "x=,1",
                                        "x=1,,2",
                                        "x=1, 2",
                                        "x=0,1",
                                        "x=-1,2",
                                        "x=1.5",
                                        "x=2147483648",
                                        "x=one",
                                        "x=99999999999999999999"};
  for (const std::string& assignment : bad) {
    EXPECT_EQ(
        message_of([&] {
          parse_input_shapes({"good=1", assignment});
        }),
        "--input-shape: not the shape of an input; expected NAME=SIZE,SIZE,... with sizes from 1; got '" +
            assignment + "'");
  }
  EXPECT_EQ(
      message_of([&] {
        parse_input_shapes({"x=1", "x", "x=2"});
      }),
      "--input-shape: not the shape of an input; expected NAME=SIZE,SIZE,... with sizes from 1; got 'x'\n"
      "--input-shape: given twice; expected each input once; got 'x=2'");
}

TEST(Branches, AreThenOrElse) {
  EXPECT_THAT(parse_branches({"a=b=then", "c=else"}), ElementsAre(Pair("a=b", true), Pair("c", false)));
  EXPECT_EQ(message_of([] {
              parse_branches({"a", "=then", "b=maybe", "c=then", "c=else"});
            }),
            "--branch: not the branch of an If; expected NAME=then or NAME=else; got 'a'\n"
            "--branch: not the branch of an If; expected NAME=then or NAME=else; got '=then'\n"
            "--branch: not the branch of an If; expected NAME=then or NAME=else; got 'b=maybe'\n"
            "--branch: given twice; expected each If once; got 'c=else'");
}

}  // namespace
}  // namespace dance::test
