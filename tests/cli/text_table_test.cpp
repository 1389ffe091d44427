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

}  // namespace
}  // namespace dance::test
