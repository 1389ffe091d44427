#include "dance/report/summary.h"

#include <gmock/gmock.h>

#include <sstream>

#include "dance/core/error.h"
#include "report/sample_design.h"

namespace dance {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(NetworkDrawing, GoldenText) {
  EXPECT_EQ(draw_network(test::sample_design(), {}),
            R"(
)");
}

TEST(Summary, GoldenTextWithoutTimes) {
  const std::string text = summary(test::sample_design(), Timings{}, "runs/x",
                                   {{"design.json", "everything"}, {"log.csv", "the log"}}, {});
  EXPECT_EQ(text, R"(
)");
}

TEST(Summary, FitsAHundredColumnsAndIsPlainByDefault) {
  std::istringstream lines(summary(test::sample_design(), Timings{}, "runs/x", {}, {}));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 100u) << line;
    for (const char c : line) EXPECT_TRUE(c >= ' ' && c <= '~') << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(Summary, ColoursOnATerminal) {
  EXPECT_THAT(summary(test::sample_design(), Timings{}, "runs/x", {}, {.rich = true}), HasSubstr("\033["));
}

TEST(ShareBar, FillsItsShare) {
  EXPECT_EQ(share_bar(0.5, 4, {}), "##  ");
  EXPECT_EQ(share_bar(0, 4, {}), "    ");
  EXPECT_EQ(share_bar(2, 4, {}), "####");
  EXPECT_EQ(share_bar(0.375, 4, {.rich = true}), "█▌  ");
}

TEST(ShortCount, KeepsThreeDigits) {
  EXPECT_EQ(short_count(0), "0");
  EXPECT_EQ(short_count(999), "999");
  EXPECT_EQ(short_count(1000), "1.00 k");
  EXPECT_EQ(short_count(54321), "54.3 k");
  EXPECT_EQ(short_count(999600), "1.00 M");
  EXPECT_EQ(short_count(123456789), "123 M");
}

TEST(Timings, RecordsPhasesEvenWhenTheyFail) {
  Timings timings;
  timings.phase("first", [] {});
  EXPECT_THROW(timings.phase("second", [] { throw Error::run_failure("stop"); }), Error);
  ASSERT_EQ(timings.phases().size(), 2u);
  EXPECT_EQ(timings.phases()[1].name, "second");
  EXPECT_GT(timings.peak_mib(), 1);
  const Json json = to_json(timings);
  EXPECT_EQ(json["phases"].size(), 2u);
  EXPECT_TRUE(json["total_s"].is_number());
}

}  // namespace
}  // namespace dance
