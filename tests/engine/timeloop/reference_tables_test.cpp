// Which table and which action a component's energy comes from.
#include "dance/engine/timeloop/reference_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/timeloop/small_design.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

LevelUnits units_of_buffer(const SmallDesign& design) {
  return design.read().architecture.hierarchy.levels[1].units;
}

TEST(TimeloopTables, AnActionCostsItsDearestRow) {
  EXPECT_EQ(units_of_buffer(SmallDesign()).read_pj, 5);
  EXPECT_EQ(units_of_buffer(SmallDesign()).write_pj, 6);
  EXPECT_EQ(SmallDesign().read().architecture.hierarchy.mac_pj, 2);
}

TEST(TimeloopTables, TheLastNameServesWhereThePathDiffers) {
  EXPECT_EQ(units_of_buffer(SmallDesign().replace("ERT", "system.chip.buffer", "other.buffer[0..3]")).read_pj,
            5);
  EXPECT_THAT(SmallDesign()
                  .replace("ERT", "system.chip.buffer", "a.buffer")
                  .replace("ERT", "system.DRAM", "b.buffer")
                  .message(),
              HasSubstr("two tables could be that of system.chip.buffer"));
  SmallDesign both;  // the full path decides
  both.replace(
      "ERT", "    - name: system.chip.buffer\n",
      "    - {name: a.buffer, actions: [{name: read, energy: 50}]}\n    - name: system.chip.buffer\n");
  EXPECT_EQ(units_of_buffer(both).read_pj, 5);
}

TEST(TimeloopTables, OtherNamesOfActions) {
  SmallDesign design;
  design.replace("ERT", "{name: write, arguments: {address_delta: 1, data_delta: 1}, energy: 6}",
                 "{name: random_write, energy: 7}");
  EXPECT_EQ(units_of_buffer(design).write_pj, 7);
  EXPECT_EQ(SmallDesign().replace("ERT", "mac_random", "compute").read().architecture.hierarchy.mac_pj, 2);
}

TEST(TimeloopTables, MissingEntriesAreFaults) {
  EXPECT_THAT(
      SmallDesign().replace("ERT", "chip.buffer", "chip.bufer").message(),
      HasSubstr("ERT.yaml:3: ERT: no energies of system.chip.buffer; expected a table of that name; got "
                "system.DRAM, system.chip.bufer"));
  EXPECT_THAT(
      SmallDesign().replace("ERT", "mac_random", "idle").message(),
      HasSubstr(
          "ERT.tables[3].name: no energy of an action of system.chip.PE[0..15].multiplier; expected one "
          "of mac_random, mult_random, mac, mult, compute; got idle, mac_gated"));
  EXPECT_THAT(SmallDesign().replace("ERT", "energy: 0.75", "energy: -1").message(),
              HasSubstr("out of range"));
  EXPECT_THAT(SmallDesign().replace("ERT", "energy: 0.75", "energy: .inf").message(),
              HasSubstr("not a finite number"));
  EXPECT_THAT(SmallDesign().replace("ERT", "version: 0.3", "version: 0.2").message(),
              HasSubstr("ERT.version: not one of the choices"));
  EXPECT_THAT(SmallDesign()
                  .replace("ERT", "{name: write, arguments: null, energy: 0.75}",
                           "{name: fill, energy: 1}\n        - {name: update, energy: 2}")
                  .message(),
              HasSubstr("fills and updates differ in energy"));
}

}  // namespace
}  // namespace dance::test
