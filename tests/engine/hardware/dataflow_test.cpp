// The shipped dataflows say what the design's table says.
#include "dance/engine/hardware/dataflow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

std::string letters(const DimSet& dims) {
  std::string text;
  for (Dim d : kAllDims) {
    if (dims[d]) text += letter_of(d);
  }
  return text;
}

void expect_dataflow(const std::string& name, const std::string& x, const std::string& y,
                     const std::string& rf, const std::string& innermost) {
  const Dataflow dataflow = load_dataflow(find_preset("dataflow", name));
  EXPECT_EQ(dataflow.name, name);
  EXPECT_EQ(letters(dataflow.spatial_x), x);
  EXPECT_EQ(letters(dataflow.spatial_y), y);
  EXPECT_EQ(letters(dataflow.register_file), rf);
  EXPECT_EQ(letters(dataflow.buffer_innermost), innermost);
  EXPECT_EQ(dataflow.may_bypass_buffer, (std::array<bool, kTensors>{true, false, false}));
}

TEST(Dataflow, PresetsFollowTheTable) {
  expect_dataflow("weight_stationary", "GC", "MRS", "MCRS", "NPQ");
  expect_dataflow("output_stationary", "NMP", "GMQ", "CRS", "CRS");
  expect_dataflow("row_stationary", "MQ", "GCS", "MCPR", "");
}

TEST(Dataflow, AllFaultsAtOnce) {
  const test::TemporaryFolder folder;
  write_file_atomic(folder / "odd.yaml",
                    "name: odd\nspatial_x: [C, C]\nspatial_y: [Z]\nregister_file: []\nbuffer_innermost: P\n"
                    "may_bypass_buffer: [Inputs]\nextra: 1\n");
  const std::string message = test::message_of([&] { load_dataflow(folder / "odd.yaml"); });
  EXPECT_THAT(message, HasSubstr("odd.yaml:2: spatial_x[1]: named twice"));
  EXPECT_THAT(message, HasSubstr("odd.yaml:3: spatial_y[0]: not one of the choices"));
  EXPECT_THAT(message, HasSubstr("odd.yaml:5: buffer_innermost: not a list"));
  EXPECT_THAT(message,
              HasSubstr("odd.yaml:6: may_bypass_buffer[0]: not one of the choices; expected one of Weights"));
  EXPECT_THAT(message, HasSubstr("odd.yaml:7: extra: unknown key"));
}

}  // namespace
}  // namespace dance::test
