#include "dance/core/presets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "core/temporary_folder.h"
#include "dance/core/files.h"

namespace dance::test {
namespace {

using test::message_of;
using testing::Contains;
using testing::HasSubstr;

TEST(Presets, TheShippedOnesAreFoundByName) {
  EXPECT_EQ(find_preset("hardware", "edge"), config_folder() / "hardware" / "edge.yaml");
  EXPECT_THAT(preset_names("hardware"), Contains("edge"));
  EXPECT_THAT(preset_names("dataflow"), Contains("weight_stationary"));
}

TEST(Presets, APathIsTakenAsItIsOrBesideAnother) {
  const test::TemporaryFolder folder;
  write_file_atomic(folder / "mine.yaml", "name: mine\n");
  EXPECT_EQ(find_preset("hardware", (folder / "mine.yaml").string()), folder / "mine.yaml");
  EXPECT_EQ(find_preset("hardware", "mine.yaml", folder.path()), folder / "mine.yaml");
}

TEST(Presets, UnknownOnesListWhatThereIs) {
  for (const char* name : {"egde", "", "../hardware/edge", "no/such.yaml"}) {
    const std::string message = message_of([&] { find_preset("hardware", name); });
    EXPECT_THAT(message, HasSubstr("no such file or preset")) << name;
    EXPECT_THAT(message, HasSubstr("edge")) << name;
  }
}

}  // namespace
}  // namespace dance::test
