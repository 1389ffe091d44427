#include "dance/engine/hardware/technology.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

constexpr const char* kTable = R"(name: test
node_nm: 45
wire: {pj_per_bit_mm: 0.25, source: test}
components:
  mac:
    - {width_bits: 16, read_pj: 2, write_pj: 2, leakage_mw: 0.5, area_um2: 1000, source: test}
  sram:
    - {size_bytes: 400, width_bits: 16, read_pj: 4, write_pj: 8, leakage_mw: 0, area_um2: 1600, source: large}
    - {size_bytes: 100, width_bits: 16, read_pj: 1, write_pj: 4, leakage_mw: 3, area_um2: 100, source: small}
)";

class TechnologyTest : public ::testing::Test {
 protected:
  Technology load(const std::string& text) {
    write_file_atomic(folder_ / "table.yaml", text);
    return Technology::load(folder_ / "table.yaml");
  }
  test::TemporaryFolder folder_;
};

TEST_F(TechnologyTest, InterpolatesOnALogLogLine) {
  const ComponentRow row = load(kTable).sized("sram", 200, 16);  // half way in log(size)
  EXPECT_NEAR(row.read_pj, 2, 1e-12);                            // sqrt(1 * 4)
  EXPECT_NEAR(row.write_pj, 5.656854249492381, 1e-12);           // sqrt(4 * 8)
  EXPECT_NEAR(row.area_um2, 400, 1e-9);                          // sqrt(100 * 1600)
  EXPECT_NEAR(row.leakage_mw, 1.5, 1e-12);                       // a straight line where an end is 0
  EXPECT_THAT(row.source, ::testing::AllOf(HasSubstr("small"), HasSubstr("large")));
}

TEST_F(TechnologyTest, RowsOfTheTableAreExact) {
  const Technology technology = load(kTable);
  EXPECT_EQ(technology.sized("sram", 400, 16).read_pj, 4);
  EXPECT_EQ(technology.sized("sram", 100, 16).area_um2, 100);
  EXPECT_EQ(technology.plain("mac", 16).read_pj, 2);
  EXPECT_EQ(technology.wire_pj_per_bit_mm(), 0.25);
}

TEST_F(TechnologyTest, RefusesWhatTheTableDoesNotHold) {
  const Technology technology = load(kTable);
  EXPECT_THAT(test::message_of([&] { technology.sized("sram", 401, 16); }),
              HasSubstr("expected 100..400 bytes"));
  EXPECT_THAT(test::message_of([&] { technology.sized("sram", 99, 16); }),
              HasSubstr("has no size of 99 bytes"));
  EXPECT_THAT(test::message_of([&] { technology.sized("sram", 100, 32); }),
              HasSubstr("components.sram.width_bits: has no width of 32 bits; expected 16 bits"));
  EXPECT_THAT(test::message_of([&] { technology.plain("fpu", 16); }),
              HasSubstr("components: no such component; expected one of mac, sram; got 'fpu'"));
  EXPECT_THAT(test::message_of([&] { technology.plain("sram", 16); }), HasSubstr("comes in sizes"));
  EXPECT_THAT(test::message_of([&] { technology.sized("mac", 100, 16); }), HasSubstr("has no size"));
}

TEST_F(TechnologyTest, AllFaultsAtOnce) {
  const std::string message = test::message_of([&] {
    load(
        "name: bad\nnode_nm: 0\nwire: {pj_per_bit_mm: x, source: s}\ncomponents:\n  mac:\n"
        "    - {width_bits: 16, read_pj: -1, write_pj: 2, leakage_mw: 0, area_um2: 1, source: s}\n"
        "    - {width_bits: 16, read_pj: 1, write_pj: 2, leakage_mw: 0, area_um2: 1, source: s}\n");
  });
  EXPECT_THAT(message, HasSubstr("table.yaml:2: node_nm: out of range"));
  EXPECT_THAT(message, HasSubstr("table.yaml:3: wire.pj_per_bit_mm: not a finite number"));
  EXPECT_THAT(message, HasSubstr("components.mac[0].read_pj: out of range"));
  EXPECT_THAT(message, HasSubstr("components.mac[1]: a second row of this size and width"));
}

// Aladdin's formula for a register file of flip-flops: the shipped rows follow it.
TEST(Technology45nm, RegisterFilesFollowTheAladdinFormula) {
  const Technology technology = Technology::load(find_preset("technology", "45nm"));
  const int log2_of[] = {0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 4};
  for (int words : {4, 8, 12, 16}) {
    const ComponentRow row = technology.sized("regfile_flops", words * 2, 16);
    const double comparators = words * log2_of[words] / 32.0;
    EXPECT_NEAR(row.read_pj, 0.009 * 16 + 0.029015 * comparators, 2e-4) << words;
    EXPECT_NEAR(row.area_um2, 5.98 * words * 16 + 70 * comparators, 0.1) << words;
  }
  EXPECT_NEAR(technology.plain("intmac", 16).read_pj, 2.2, 0.01);
}

}  // namespace
}  // namespace dance::test
