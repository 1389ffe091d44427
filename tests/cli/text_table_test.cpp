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

// The table is 41 columns wide: names of 30, a gap of 2, a column of 9.
TEST(TextTable, NamesAreShortenedOnlyWhereTheTableIsTooWide) {
  TextTable table({"<layer", "latency"});
  const std::string name = "/features/features.0/conv/Conv";
  table.add_row({name, "1,234,567"});
  table.add_row({"fc", "1"});
  table.add_rule();
  const std::string whole = name + "  1,234,567\n";
  for (const auto& columns :
       {std::optional<std::size_t>(), std::optional<std::size_t>(41), std::optional<std::size_t>(200)})
    EXPECT_NE(table.text(columns).find(whole), std::string::npos);
  EXPECT_EQ(table.text(37),
            "layer                         latency\n"
            "/features/features.0/con..  1,234,567\n"
            "fc                                  1\n"
            "-------------------------------------\n");
  // Not below 22 columns.
  for (const std::size_t columns : {0, 20, 33})
    EXPECT_NE(table.text(columns).find("/features/features.0..  1,234,567\n"), std::string::npos);
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
