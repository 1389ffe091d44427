// Trees of components as hierarchies.
#include "dance/engine/timeloop/architecture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "engine/timeloop/small_design.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using timeloop::Architecture;

Architecture read(const std::string& text) {
  return read_section(text, "architecture", timeloop::read_architecture);
}

TEST(TimeloopArchitecture, LevelsFromTheRootDownAndTopToBottom) {
  const Architecture architecture = read(R"(
architecture:
  version: 0.3
  subtree:
    - name: top
      local:
        - {name: memory, class: LPDDR_DRAM}
      subtree:
        - name: chip
          local:
            - {name: global, class: SRAM, attributes: {memory_depth: 8, block_size: 4, word_bits: 8, memory_width: 32}}
            - {name: "column[0..6]", class: regfile, attributes: {entries: 3, meshX: 7}}
          subtree:
            - name: PE[1..14]
              local:
                - {name: first, class: smartbuffer_RF, attributes: {sizeKB: 2, word-bits: 16, meshX: 7}}
                - {name: "lane[0..1]", class: fpmac, attributes: {meshX: 14}}
                - {name: counter, class: address_generator}
)");
  const Hierarchy& hierarchy = architecture.hierarchy;
  ASSERT_EQ(hierarchy.levels.size(), 4u);
  EXPECT_EQ(hierarchy.levels[0].capacity_words, 0);
  EXPECT_EQ(hierarchy.levels[1].capacity_words, 32);
  EXPECT_EQ(hierarchy.levels[1].units.block_words, 4);
  EXPECT_EQ(hierarchy.levels[2].name, "column");
  EXPECT_EQ(hierarchy.levels[2].capacity_words, 3);
  EXPECT_EQ(hierarchy.levels[3].capacity_words, 1024);
  EXPECT_EQ(hierarchy.fanout_x(1), 7);
  EXPECT_EQ(hierarchy.fanout_y(1), 1);
  EXPECT_EQ(hierarchy.fanout_x(2), 1);
  EXPECT_EQ(hierarchy.fanout_y(2), 2);
  EXPECT_EQ(hierarchy.fanout_x(3), 2);
  EXPECT_EQ(hierarchy.macs_built(), 28);
  EXPECT_THAT(architecture.paths, ElementsAre("top.memory", "top.chip.global", "top.chip.column[0..6]",
                                              "top.chip.PE[1..14].first"));
  EXPECT_EQ(architecture.mac_path, "top.chip.PE[1..14].lane[0..1]");
  EXPECT_THAT(
      architecture.notes,
      ElementsAre("counter: of class address_generator: neither storage nor arithmetic, not modelled"));
}

TEST(TimeloopArchitecture, WithoutAMeshAllInstancesLieInARow) {
  const timeloop::ModelInput input = SmallDesign()
                                         .replace("architecture", "word-bits: 16, meshX: 4", "word-bits: 16")
                                         .replace("architecture", "datawidth: 16, meshX: 4", "datawidth: 16")
                                         .replace("mapping", "    split: 1\n", "")
                                         .read();
  EXPECT_EQ(input.architecture.hierarchy.fanout_x(1), 16);
  EXPECT_EQ(input.architecture.hierarchy.fanout_y(1), 1);
  ASSERT_EQ(input.nest.levels[1].spatial_x.size(), 2u);  // both loops on X
}

TEST(TimeloopArchitecture, MeshYGivesMeshX) {
  const timeloop::ModelInput input =
      SmallDesign()
          .replace("architecture", "word-bits: 16, meshX: 4", "meshY: 4")
          .replace("architecture", "datawidth: 16, meshX: 4", "meshX: 4, meshY: 4")
          .read();
  EXPECT_EQ(input.architecture.hierarchy.fanout_x(1), 4);
}

TEST(TimeloopArchitecture, FaultsNameThePlaceAndWhatIsExpected) {
  const auto after = [](const std::string& from, const std::string& to) {
    return SmallDesign().replace("architecture", from, to).message();
  };
  EXPECT_THAT(
      after("version: 0.3", "version: 0.4"),
      HasSubstr(
          "architecture.yaml:3: architecture.version: not one of the choices; expected one of 0.3, 0.2"));
  EXPECT_THAT(after("PE[0..15]", "PE[15]"),
              HasSubstr("not a component's name; expected NAME or NAME[FIRST..LAST]; got 'PE[15]'"));
  EXPECT_THAT(after("PE[0..15]", "PE[3..2]"), HasSubstr("not a component's name"));
  EXPECT_THAT(after("PE[0..15]", "PE[0..99999999999999999999]"), HasSubstr("not a component's name"));
  EXPECT_THAT(after("PE[0..15]", "PE[0..9223372036854775807]"), HasSubstr("too many instances"));
  EXPECT_THAT(after("PE[0..15]", "PE[0..9]"),
              HasSubstr("the mesh does not hold the instances; expected a divisor of "
                        "10 instances; got meshX 4"));
  EXPECT_THAT(after("name: buffer", "name: DRAM"), HasSubstr("two storage levels have one name"));
  EXPECT_THAT(after("depth: 1024,", "depth: 1024, sizeKB: 3,"), HasSubstr("the capacity is given twice"));
  EXPECT_THAT(after("depth: 1024,", "depth: 1024, memory_depth: 3,"),
              HasSubstr("memory_depth: contradicts another key"));
  EXPECT_THAT(after("depth: 1024", "depth: 0"),
              HasSubstr("no capacity; expected at least one word; got '0'"));
  EXPECT_THAT(after("depth: 16, width: 16", "depth: 16, width: 24"),
              HasSubstr("not a whole number of words; expected a multiple of 16 bits"));
  EXPECT_THAT(after("depth: 16, width: 16", "depth: 16, width: 48, block-size: 2"),
              HasSubstr("not a whole number of blocks; expected a multiple of 32 bits"));
  EXPECT_THAT(
      after("depth: 16, width: 16", "depth: 16, width: 48, block-size: 1"),
      HasSubstr(
          "do not fill the memories that they share; expected a memory for 3 instances that divides 16"));
  EXPECT_THAT(after("depth: 16, width: 16", "depth: 16, width: 32, block-size: 1, cluster-size: 4"),
              HasSubstr("cluster-size: contradicts width; expected 2"));
  EXPECT_THAT(after("class: intmac", "class: wire"), HasSubstr("no arithmetic component"));
  EXPECT_THAT(after("read_bandwidth: 16", "read_bandwidth: 0"),
              HasSubstr("expected a number in (0..1000000000000]; got '0'"));
  EXPECT_THAT(after("read_bandwidth: 16", "network_read: noc"),
              HasSubstr("networks of one's own are not modelled"));
}

TEST(TimeloopArchitecture, UnknownAttributesAreFaultsWithTheNearestName) {
  const auto after = [](const std::string& from, const std::string& to) {
    return SmallDesign().replace("architecture", from, to).message();
  };
  EXPECT_THAT(
      after("read_bandwidth: 16", "read_bandwith: 16"),
      AllOf(HasSubstr("attributes.read_bandwith: unknown key"), HasSubstr("did you mean 'read_bandwidth'?")));
  EXPECT_THAT(after("datawidth: 16, meshX", "datawith: 16, meshX"), HasSubstr("did you mean 'datawidth'?"));
  EXPECT_THAT(after("technology: 45nm", "tecnology: 45nm"), HasSubstr("did you mean 'technology'?"));
  EXPECT_THAT(after("class: regfile", "class: regfile\n                  depht: 3"),
              HasSubstr("depht: unknown key"));
}

TEST(TimeloopArchitecture, KnownAttributesWithoutEffectAreListedOnce) {
  const auto notes = SmallDesign()
                         .replace("architecture", "depth: 1024", "n_banks: 2, depth: 1024")
                         .replace("architecture", "depth: 16, width: 16", "n_banks: 2, depth: 16, width: 16")
                         .read()
                         .notes;
  EXPECT_THAT(
      notes,
      ElementsAre("attributes without effect here: datawidth of arithmetic, n_banks, technology, type"));
}

LevelUnits units_of_storage(const std::string& attributes) {
  const Architecture architecture = read(R"(
architecture:
  version: 0.3
  subtree:
    - name: top
      local:
        - {name: memory, class: DRAM}
        - {name: "buffer[0..7]", class: SRAM, attributes: {)" +
                                         attributes + R"(}}
        - {name: "mac[0..7]", class: fpmac}
)");
  EXPECT_EQ(architecture.hierarchy.levels.size(), 2u);
  return architecture.hierarchy.levels.back().units;
}

TEST(TimeloopArchitecture, ABlockIsAsWideAsTheMemoryWhereNothingElseIsSaid) {
  EXPECT_EQ(units_of_storage("depth: 8, width: 64, word-bits: 8").block_words, 8);
  EXPECT_EQ(units_of_storage("depth: 8, memory_width: 64, word-bits: 8, block-size: 8").block_words, 8);
  EXPECT_EQ(units_of_storage("depth: 8, data_storage_width: 64, datawidth: 16").block_words, 4);
  EXPECT_EQ(units_of_storage("depth: 8, width: 64, word-bits: 8, cluster-size: 2").block_words, 4);
  EXPECT_EQ(units_of_storage("depth: 8, width: 64, word-bits: 8").memories, 0);
}

// A row of 64 bits with blocks of 2 words of 8 bits holds those of 4 instances: 8 instances have 2 memories.
TEST(TimeloopArchitecture, InstancesShareTheMemoriesThatAreWiderThanABlock) {
  EXPECT_EQ(units_of_storage("depth: 8, width: 64, word-bits: 8, block-size: 2").memories, 2);
  EXPECT_EQ(units_of_storage("depth: 8, word-bits: 8, cluster_size: 8").memories, 1);
  EXPECT_EQ(units_of_storage("depth: 8, width: 16, word-bits: 8, block-size: 2").memories, 0);
}

TEST(TimeloopArchitecture, EntriesCountWordsAndGoBeforeTheDepth) {
  const auto capacity = [](const std::string& attributes) {
    return SmallDesign()
        .replace("architecture", "depth: 1024, width: 16, word-bits: 16", attributes)
        .read()
        .architecture.hierarchy.levels.at(1)
        .capacity_words;
  };
  EXPECT_EQ(capacity("depth: 1024, width: 32, word-bits: 16"), 2048);
  EXPECT_EQ(capacity("data_storage_depth: 1024, data_storage_width: 64, word-bits: 16"), 4096);
  EXPECT_EQ(capacity("depth: 1, entries: 3000, width: 32, word-bits: 16"), 3000);
  EXPECT_EQ(capacity("sizeKB: 4, width: 32, word-bits: 16"), 2048);
}

TEST(TimeloopArchitecture, SharedBandwidthIsOfReadsAndWritesTogether) {
  const LevelUnits units = units_of_storage("depth: 8, shared_bandwidth: 1.5");
  EXPECT_EQ(units.total_words_per_cycle, 1.5);
  EXPECT_EQ(units.read_words_per_cycle, 0);
}

TEST(TimeloopArchitecture, OtherVersionsOfTheFormatAreNamed) {
  EXPECT_THAT(test::message_of([] { read("architecture: {version: 0.4, nodes: []}"); }),
              HasSubstr("Timeloop 0.4"));
  EXPECT_THAT(test::message_of([] { read("architecture: {arithmetic: {}, storage: []}"); }),
              HasSubstr("0.1"));
  EXPECT_THAT(test::message_of([] { read("architecture: {version: 0.3}"); }),
              HasSubstr("no storage component"));
}

TEST(TimeloopArchitecture, NothingIsOfUnlimitedCapacitySilently) {
  EXPECT_THAT(SmallDesign().replace("architecture", "depth: 1024, ", "").read().notes,
              ElementsAre("buffer: neither depth, entries nor sizeKB given: of unlimited capacity",
                          "attributes without effect here: datawidth of arithmetic, technology, type"));
}

}  // namespace
}  // namespace dance::test
