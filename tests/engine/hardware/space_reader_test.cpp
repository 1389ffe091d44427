// The reader of hardware spaces: what it reads, and every fault with its file, line and key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"
#include "dance/engine/hardware/space.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class SpaceFile : public ::testing::Test {
 protected:
  std::string message(const std::string& text) {
    write_file_atomic(folder_ / "mine.yaml", text);
    return message_of([&] { HardwareSpace::load(folder_ / "mine.yaml"); });
  }
  static std::string with(const std::string& pe_x, const std::string& words, const std::string& capacity) {
    return "name: mine\ntechnology: 45nm\nclock_mhz: 200\ndataflows: row_stationary\npe_x: " + pe_x +
           "\npe_y: [8, 9]\nmac: intmac\nregister_file: {component: regfile_flops, words: " + words +
           "}\nglobal_buffer: {component: sram, capacity_kib: " + capacity +
           ", width_bits: 128}\ndram: {component: dram_LPDDR4, width_bits: 64, megatransfers_per_s: 3200}\n";
  }
  TemporaryFolder folder_;
};

TEST_F(SpaceFile, ValuesListsAndRanges) {
  write_file_atomic(folder_ / "mine.yaml", with("{from: 2, to: 9, step: 3}", "[16, 4]", "8"));
  const HardwareSpace space = HardwareSpace::load(folder_ / "mine.yaml");
  EXPECT_THAT(space.pe_x, ElementsAre(2, 5, 8));
  EXPECT_THAT(space.rf_words, ElementsAre(4, 16));
  EXPECT_THAT(space.glb_bytes, ElementsAre(8192));
  EXPECT_EQ(space.size(), 3 * 2 * 2);
}

TEST_F(SpaceFile, WhatItRefersToIsNamedByFileLineAndKey) {
  const std::string found =
      message(replaced(replaced(with("8", "16", "8"), "45nm", "46nm"), "row_stationary", "[rows]"));
  EXPECT_THAT(found,
              HasSubstr("mine.yaml:2: technology: no such file or preset; expected a YAML file, or one of"));
  EXPECT_THAT(found, HasSubstr("mine.yaml:4: dataflows[0]: no such file or preset"));
}

TEST_F(SpaceFile, OneFaultHasNoFollowers) {
  EXPECT_EQ(message(with("[1, a]", "16", "8")),
            (folder_ / "mine.yaml").string() +
                ":5: pe_x[1]: not an integer; expected an integer in 1..1024; got 'a'");
  EXPECT_THAT(message("name: mine\n"), Not(HasSubstr("whole number of words")));
}

TEST_F(SpaceFile, ClocksAndRatesAreThoseOfRealChips) {
  for (const char* clock : {"1e-300", "1e300", "nan"})
    EXPECT_THAT(message(replaced(with("8", "16", "8"), "clock_mhz: 200", "clock_mhz: " + std::string(clock))),
                HasSubstr("mine.yaml:3: clock_mhz:"));
  EXPECT_THAT(message(replaced(with("8", "16", "8"), "3200}", "1e-300}")),
              HasSubstr("dram.megatransfers_per_s: out of range"));
}

TEST_F(SpaceFile, AllFaultsAtOnce) {
  const std::string found = message(with("{from: 9, to: 2}", "2", "[8, 8]") + "colour: red\nname: again\n");
  EXPECT_THAT(found, HasSubstr("mine.yaml:5: pe_x: an empty range; expected from <= to; got from 9 to 2"));
  EXPECT_THAT(found, HasSubstr("mine.yaml:8: register_file.words: out of range"));
  EXPECT_THAT(found, HasSubstr("global_buffer.capacity_kib: a value is given twice"));
  EXPECT_THAT(found, HasSubstr("mine.yaml:11: colour: unknown key"));
  EXPECT_THAT(found, HasSubstr("mine.yaml:12: name: duplicate key"));
}

TEST_F(SpaceFile, SizesOutsideTheTechnology) {
  const std::string technology = find_preset("technology", "45nm").string();
  EXPECT_EQ(message(with("8", "4", "[1024, 4096]")),
            (folder_ / "mine.yaml").string() + ":9: global_buffer.capacity_kib: the technology " +
                technology +
                " does not have it: components.sram.size_bytes: has no size of 4194304 bytes at 128 bits; "
                "expected 1024..1048576 bytes");
}

// Each part's own line and key come first, whatever the technology lacks for it.
TEST_F(SpaceFile, WhatTheTechnologyLacksIsAFaultOfTheKeyThatAsksForIt) {
  const std::string good = with("8", "16", "16");
  const auto fault_at = [&](const std::string& from, const std::string& to, const std::string& place) {
    EXPECT_THAT(message(replaced(good, from, to)),
                testing::StartsWith((folder_ / "mine.yaml").string() + ":" + place + ": the technology "));
  };
  fault_at("mac: intmac", "mac: intmax", "7: mac");
  fault_at("regfile_flops", "regfile_flop", "8: register_file.component");
  fault_at("words: 16", "words: 1000000", "8: register_file.words");
  fault_at("sram", "dram", "9: global_buffer.component");
  fault_at("width_bits: 128", "width_bits: 4096", "9: global_buffer.width_bits");
  fault_at("dram_LPDDR4", "dram_LPDDR9", "10: dram.component");
  fault_at("width_bits: 64", "width_bits: 4000", "10: dram.width_bits");
  EXPECT_THAT(message(replaced(good, "mac: intmac", "mac: intmax")),
              HasSubstr("did you mean 'intmac'?; got 'intmax'"));
}

// The edge preset with texts replaced.
std::string refusal_of_edge(const std::vector<std::pair<std::string, std::string>>& replacements) {
  std::string text = read_file(find_preset("hardware", "edge"));
  for (const auto& [from, to] : replacements) text.replace(text.find(from), from.size(), to);
  return message_of([&] { HardwareSpace::parse(text, "edge.yaml"); });
}

// The first overflowed, the last took hours.
TEST(SpaceReader, AbsurdRangesAreRefused) {
  const std::string pe_x = "pe_x: {from: 8, to: 24, step: 1}";
  EXPECT_EQ(refusal_of_edge({}), "");
  EXPECT_THAT(refusal_of_edge({{pe_x, "pe_x: {from: 1, to: 2, step: 9223372036854775807}"}}),
              HasSubstr("edge.yaml:8: pe_x.step: out of range"));
  std::string many = "pe_x: [1";
  for (int i = 2; i <= 5000; ++i) many += ", " + std::to_string(i % 1000 + 1);
  EXPECT_THAT(refusal_of_edge({{pe_x, many + "]"}}),
              HasSubstr("pe_x: too many values; expected at most 4096"));
  EXPECT_THAT(
      refusal_of_edge({{"words: {from: 4, to: 64, step: 4}", "words: {from: 4, to: 4000}"},
                       {"capacity_kib: [16, 32, 64, 128, 256]", "capacity_kib: {from: 16, to: 4000}"}}),
      HasSubstr("global_buffer: too many sizes of memories; expected at most 1048576 in all"));
}

TEST_F(SpaceFile, WordsOfSeveralWidthsBanksAndRates) {
  std::string text = with("8", "8", "16");
  text = replaced(text, "mac: intmac",
                  "mac: {multiplier: intmultiplier, adder: intadder}\nword_bits: [16, "
                  "{weights: 8, inputs: 8, outputs: {register_file: 24, global_buffer: 16, dram: 8}}]");
  text = replaced(text, "width_bits: 128", "width_bits: 128, banks: [4, 2]");
  text = replaced(text, "megatransfers_per_s: 3200", "megatransfers_per_s: [3200, 1600.5]");
  write_file_atomic(folder_ / "mine.yaml", text);
  const HardwareSpace space = HardwareSpace::load(folder_ / "mine.yaml");
  EXPECT_EQ(space.size(), 2 * 2 * 2 * 2);
  const Accelerator last = space.at(space.size() - 1);
  EXPECT_EQ(space.choices_of(last), (AcceleratorChoices{"row_stationary", 4, 3200, "8/8/24+8/8/16+8"}));
  EXPECT_EQ(space.word_bits_of(last).reference(), 24);
  Accelerator chosen = last;
  space.choose({"row_stationary", 2, 1600.5, "16"}, "test", chosen);
  EXPECT_EQ(space.choices_of(chosen), (AcceleratorChoices{"row_stationary", 2, 1600.5, "16"}));
  EXPECT_THROW(space.choose({"row_stationary", 3, 1600.5, "16"}, "test", chosen), Error);
  EXPECT_THROW(space.choose({"row_stationary", 0, 1600.5, "16"}, "test", chosen), Error);  // 2 or 4?
  for (std::int64_t i = 0; i < space.size(); ++i) EXPECT_EQ(space.index_of(space.at(i)), i);
}

TEST_F(SpaceFile, FaultsOfWordBits) {
  EXPECT_THAT(message(with("8", "8", "16") + "word_bits: {weights: 8, inputs: 8, outputs: 32}\n"),
              HasSubstr("mac: one component cannot have operands and sums of different widths; expected "
                        "{multiplier: COMPONENT, adder: COMPONENT}"));
  EXPECT_THAT(message(with("8", "8", "16") + "word_bits: {weights: 8, inputs: 0, sums: 32}\n"),
              AllOf(HasSubstr("word_bits.inputs: out of range; expected an integer in 1..64"),
                    HasSubstr("word_bits.outputs: missing key"), HasSubstr("word_bits.sums: unknown key")));
  EXPECT_THAT(message(with("8", "8", "16") + "word_bits: [16, 16]\n"),
              HasSubstr("word_bits[1]: a value is given twice; expected each value once; got '16'"));
  EXPECT_THAT(message(with("8", "8", "16") + "word_bits: 24\n"),
              HasSubstr("global_buffer.width_bits: not a whole number of words; expected a multiple of 24"));
}

TEST_F(SpaceFile, EveryKeyIsRead) {
  const HardwareSpace space = HardwareSpace::parse(R"(name: all
technology: 45nm
clock_mhz: 250.5
mapping_policy: energy
dataflows: [row_stationary, weight_stationary]
pe_x: [12, 2, 7]
pe_y: {from: 3, to: 4}
mac: {multiplier: intmultiplier, adder: intadder}
word_bits: {weights: 8, inputs: 8, outputs: 16}
register_file: {component: regfile_flops, words: 16}
global_buffer: {component: sram, capacity_kib: [64, 16], width_bits: [128, 64], banks: [4, 2], double_buffered: no}
dram: {component: dram_LPDDR4, width_bits: 64, megatransfers_per_s: [1600, 800]}
)",
                                                   folder_ / "all.yaml");
  EXPECT_EQ(space.name, "all");
  EXPECT_EQ(space.file, (folder_ / "all.yaml").string());
  EXPECT_EQ(space.technology.name(), "45nm");
  EXPECT_EQ(space.clock_mhz, 250.5);
  EXPECT_EQ(space.policy, MappingPolicy::Energy);
  ASSERT_EQ(space.dataflows.size(), 2u);
  EXPECT_EQ(space.dataflows[0].name, "row_stationary");  // in the order of the file
  EXPECT_THAT(space.pe_x, ElementsAre(2, 7, 12));
  EXPECT_THAT(space.pe_y, ElementsAre(3, 4));
  EXPECT_EQ(space.mac_component, "intmultiplier");
  EXPECT_EQ(space.adder_component, "intadder");
  ASSERT_EQ(space.word_bits.size(), 1u);
  EXPECT_EQ(space.word_bits[0].to_string(), "8/8/16");
  EXPECT_EQ(space.rf_component, "regfile_flops");
  EXPECT_THAT(space.rf_words, ElementsAre(16));
  EXPECT_EQ(space.glb_component, "sram");
  EXPECT_THAT(space.glb_bytes, ElementsAre(16 * 1024, 64 * 1024));
  EXPECT_THAT(space.glb_width_bits, ElementsAre(64, 128));
  EXPECT_THAT(space.glb_banks, ElementsAre(2, 4));
  EXPECT_FALSE(space.glb_double_buffered);
  EXPECT_EQ(space.dram_component, "dram_LPDDR4");
  EXPECT_EQ(space.dram_width_bits, 64);
  EXPECT_THAT(space.dram_megatransfers_per_s, ElementsAre(800, 1600));
}

TEST_F(SpaceFile, WhatMayBeAbsentHasADefault) {
  const HardwareSpace space = HardwareSpace::parse(with("8", "16", "16"), folder_ / "mine.yaml");
  EXPECT_EQ(space.policy, MappingPolicy::Edp);
  EXPECT_EQ(space.adder_component, "");
  ASSERT_EQ(space.word_bits.size(), 1u);
  EXPECT_EQ(space.word_bits[0], WordBits{});
  EXPECT_THAT(space.glb_banks, ElementsAre(1));
  EXPECT_TRUE(space.glb_double_buffered);
}

TEST_F(SpaceFile, MissingKeysComeAllAtOnceAndNothingElse) {
  const std::string found = message("name: mine\nregister_file: {}\nglobal_buffer: {}\n");
  std::size_t faults = 1;
  for (const char c : found) faults += c == '\n' ? 1 : 0;
  for (const char* key : {"technology", "clock_mhz", "dataflows", "pe_x", "pe_y", "mac",
                          "register_file.component", "register_file.words", "global_buffer.component",
                          "global_buffer.capacity_kib", "global_buffer.width_bits", "dram"}) {
    EXPECT_THAT(found, HasSubstr(": " + std::string(key) + ": missing key"));
  }
  EXPECT_THAT(found, AllOf(HasSubstr("mine.yaml:2: register_file.words: missing key"),
                           HasSubstr("mine.yaml:3: global_buffer.width_bits: missing key")));
  // Of the absent map the keys below it as well.
  for (const char* key : {"dram.component", "dram.width_bits", "dram.megatransfers_per_s"})
    EXPECT_THAT(found, HasSubstr(": " + std::string(key) + ": missing key"));
  EXPECT_EQ(faults, 15u) << found;
}

// One wrong bound of a range is one fault, whatever the other one is.
TEST_F(SpaceFile, AWrongBoundOfARangeIsOneFault) {
  for (const char* range :
       {"{from: 9}", "{from: 9, to: a}", "{from: 9, to: 2000}", "{from: 9, to: 12, step: 0}"}) {
    const std::string found = message(with(range, "16", "16"));
    EXPECT_THAT(found, HasSubstr("mine.yaml:5: pe_x.")) << range;
    EXPECT_THAT(found, Not(HasSubstr("\n"))) << range;
  }
  EXPECT_THAT(message(with("{from: 1, to: 8, stride: 2}", "16", "16")),
              HasSubstr("mine.yaml:5: pe_x.stride: unknown key; expected one of from, step, to"));
}

TEST_F(SpaceFile, ListsThatSayNothingOrTooMuch) {
  EXPECT_THAT(message(with("[]", "16", "16")),
              HasSubstr("mine.yaml:5: pe_x: an empty list; expected at least one value"));
  EXPECT_THAT(message(with("[8, 9, 8]", "16", "16")),
              HasSubstr("mine.yaml:5: pe_x: a value is given twice; expected each value once"));
  EXPECT_THAT(message(with("8", "{from: 3, to: 9000}", "16")),
              HasSubstr("mine.yaml:8: register_file.words: too many values; expected at most 4096"));
  const std::string good = with("8", "16", "16");
  EXPECT_THAT(message(replaced(good, "dataflows: row_stationary", "dataflows: []")),
              HasSubstr("mine.yaml:4: dataflows: no dataflow; expected at least one"));
  EXPECT_THAT(
      message(replaced(good, "dataflows: row_stationary", "dataflows: [row_stationary, row_stationary]")),
      HasSubstr("mine.yaml:4: dataflows[1]: a dataflow is given twice; expected each dataflow once; got "
                "'row_stationary'"));
  EXPECT_THAT(
      message(replaced(good, "3200}", "[]}")),
      HasSubstr("mine.yaml:10: dram.megatransfers_per_s: an empty list; expected at least one value"));
  EXPECT_THAT(message(replaced(good, "3200}", "[1600, 1600]}")),
              HasSubstr("mine.yaml:10: dram.megatransfers_per_s: a value is given twice"));
  EXPECT_THAT(message(good + "word_bits: []\n"),
              HasSubstr("mine.yaml:11: word_bits: an empty list; expected at least one value"));
  std::string kinds = "word_bits: [1";
  for (int bits = 2; bits <= 65; ++bits) kinds += ", " + std::to_string(bits);
  EXPECT_THAT(message(good + kinds + "]\n"),
              HasSubstr("mine.yaml:11: word_bits: too many values; expected at most 64"));
}

TEST_F(SpaceFile, KindsOfValuesThatDoNotFit) {
  const std::string good = with("8", "16", "16");
  EXPECT_THAT(message(replaced(good, "dataflows: row_stationary", "dataflows: {a: 1}")),
              HasSubstr("mine.yaml:4: dataflows: not a list"));
  EXPECT_THAT(message(replaced(good, "mac: intmac", "mac: [intmac]")),
              HasSubstr("mine.yaml:7: mac: not text"));
  EXPECT_THAT(message(replaced(good, "mac: intmac", "mac: {multiplier: intmultiplier}")),
              HasSubstr("mine.yaml:7: mac.adder: missing key"));
  EXPECT_THAT(message(good + "mapping_policy: speed\n"),
              HasSubstr("mine.yaml:11: mapping_policy: not one of the choices; expected one of edp, latency, "
                        "energy; got 'speed'"));
  EXPECT_THAT(message(replaced(good, "width_bits: 128", "width_bits: 128, double_buffered: twice")),
              HasSubstr("mine.yaml:9: global_buffer.double_buffered: not a boolean; expected yes or no"));
}

// Names are looked for beside the file before the presets; what is wrong in a file that is named is told as
// that file's.
TEST_F(SpaceFile, NamesFilesBesideItself) {
  write_file_atomic(folder_ / "own.yaml",
                    "name: own\nspatial_x: [M]\nspatial_y: [C]\nregister_file: []\nbuffer_innermost: []\n"
                    "may_bypass_buffer: []\n");
  write_file_atomic(folder_ / "bad.yaml", "name: bad\nspatial_x: [X]\n");
  const std::string text = with("8", "16", "16");
  const HardwareSpace space =
      HardwareSpace::parse(replaced(text, "row_stationary", "own.yaml"), folder_ / "mine.yaml");
  ASSERT_EQ(space.dataflows.size(), 1u);
  EXPECT_TRUE(space.dataflows[0].spatial_x[Dim::M]);
  EXPECT_THAT(
      message(replaced(text, "row_stationary", "bad.yaml")),
      AllOf(HasSubstr("bad.yaml:2: spatial_x[0]: not one of the choices"), Not(HasSubstr("mine.yaml"))));
}

// A size is refused once, however many accelerators need it, and all of them at once.
TEST_F(SpaceFile, EverySizeThatTheTechnologyLacksIsNamedOnce) {
  const std::string found = message(replaced(
      replaced(with("[8, 9]", "16", "[16, 4096]"), "mac: intmac", "mac: nomac"), "dram_LPDDR4", "nodram"));
  const auto count = [&](const std::string& part) {
    std::size_t times = 0;
    for (std::size_t at = found.find(part); at != std::string::npos; at = found.find(part, at + 1)) ++times;
    return times;
  };
  EXPECT_EQ(count("no such component"), 2u) << found;  // nomac and nodram
  EXPECT_EQ(count("mac: the technology"), 1u) << found;
  EXPECT_EQ(count("global_buffer.capacity_kib: the technology"), 1u) << found;
  EXPECT_EQ(count("dram.component: the technology"), 1u) << found;
}

}  // namespace
}  // namespace dance::test
