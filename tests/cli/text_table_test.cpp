#include "cli/text_table.h"

#include <gtest/gtest.h>

namespace dance::test {

using namespace cli;
namespace {

TEST(TextTable, AlignsColumnsAndLeavesNoTrailingSpace) {
  TextTable table({"<layer", "MACs", "<bottleneck"});
  table.add_row({"conv1", "117,600", "Dram"});
  table.add_rule();
  table.add_row({"all", "9", ""});
  EXPECT_EQ(table.text(),
            "layer     MACs  bottleneck\n"
            "conv1  117,600  Dram\n"
            "--------------------------\n"
            "all          9\n");
}

TEST(TextTable, ACharacterIsOneColumnWhateverItsBytes) {
  TextTable table({"<layer", "MACs"});
  table.add_row(
      {"gr\xc3\xbc\xc3\x9f"
       "e",
       "1"});
  table.add_row({"plain", "22"});
  EXPECT_EQ(table.text(),
            "layer  MACs\n"
            "gr\xc3\xbc\xc3\x9f"
            "e     1\n"
            "plain    22\n");
}

}  // namespace
}  // namespace dance::test
