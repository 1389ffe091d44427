// Trees of components as hierarchies.
#include "dance/engine/timeloop/architecture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "engine/timeloop/small_design.h"

namespace dance::test {
namespace {

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
  EXPECT_THAT(after("depth: 1024,", "depth: 1024, entries: 3,"), HasSubstr("the capacity is given twice"));
  EXPECT_THAT(after("depth: 1024,", "depth: 1024, memory_depth: 3,"),
              HasSubstr("memory_depth: contradicts another key"));
  EXPECT_THAT(after("depth: 1024", "depth: 0"),
              HasSubstr("no capacity; expected at least one word; got '0'"));
  EXPECT_THAT(after("depth: 16, width: 16", "depth: 16, width: 24"),
              HasSubstr("not a whole number of vectors; expected a multiple of 16 bits"));
  EXPECT_THAT(after("depth: 16, width: 16", "depth: 16, width: 32"),
              HasSubstr("several instances share one memory, which is not modelled"));
  EXPECT_THAT(after("class: intmac", "class: wire"), HasSubstr("no arithmetic component"));
  EXPECT_THAT(after("read_bandwidth: 16", "read_bandwidth: 0"),
              HasSubstr("expected a number in (0..1000000000000]; got '0'"));
  EXPECT_THAT(after("read_bandwidth: 16", "network_read: noc"),
              HasSubstr("networks of one's own are not modelled"));
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
              ElementsAre("buffer: neither depth, entries nor sizeKB given: of unlimited capacity"));
}

}  // namespace
}  // namespace dance::test
