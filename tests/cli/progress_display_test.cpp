#include "cli/progress_display.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace dance::test {

using namespace cli;
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ProgressDisplayTest : public testing::Test {
 protected:
  DisplayOptions options() {
    DisplayOptions options;
    options.seconds = [this] { return now_; };
    return options;
  }
  double now_ = 0;
  std::ostringstream stream_;
};

TEST_F(ProgressDisplayTest, PlainLinesSayPhaseShareRateAndTimes) {
  ProgressDisplay display(stream_, options());
  display.begin("cost table", 2000, "layers");
  now_ = 5;
  display.advance(500, {{"loss", 0.12345}});
  now_ = 20;
  display.advance(2000, {{"loss", 0.1}});
  display.end();
  EXPECT_EQ(stream_.str(),
            "cost table: 2,000 layers\n"
            "cost table:  25 %  500/2,000 layers  100/s  0:05, 0:15 left  loss 0.1235\n"
            "cost table: done, 2,000 layers in 20.0 s  loss 0.1\n");
}

TEST_F(ProgressDisplayTest, PlainLinesComeAtMostOncePerTenthAndOnceInTenSeconds) {
  ProgressDisplay display(stream_, options());
  display.begin("search", 1000, "steps");
  for (int step = 1; step <= 1000; ++step) {
    now_ = step * 0.5;
    display.advance(step, {});
  }
  display.end();
  const std::string text = stream_.str();
  const auto lines = std::count(text.begin(), text.end(), '\n');
  EXPECT_LE(lines, 2 + 10 + 50);
  EXPECT_GE(lines, 2 + 45);
}

TEST_F(ProgressDisplayTest, AFastPhaseIsTwoLines) {
  ProgressDisplay display(stream_, options());
  display.begin("table", 100, "layers");
  for (int step = 1; step <= 100; ++step) display.advance(step, {});
  display.end();
  EXPECT_EQ(stream_.str(), "table: 100 layers\ntable: done, 100 layers in 0.0 s\n");
}

TEST_F(ProgressDisplayTest, ATerminalLineIsRedrawnAndNeverWraps) {
  DisplayOptions terminal = options();
  terminal.terminal = true;
  terminal.width = 60;
  ProgressDisplay display(stream_, terminal);
  display.begin("search", 100, "steps");
  now_ = 1;
  display.advance(50, {{"loss", 1.5}, {"accuracy", 0.75}, {"latency_ms", 1.25}});
  const std::string line = stream_.str().substr(stream_.str().rfind('\r'));
  EXPECT_THAT(line, StartsWith("\r\033[Ksearch"));
  EXPECT_THAT(line, HasSubstr("[==========>         ]  50 %"));
  EXPECT_LE(line.size(), std::string("\r\033[K").size() + 59);
  EXPECT_THAT(stream_.str(), Not(HasSubstr("\n")));
  display.end();
  EXPECT_THAT(stream_.str(), EndsWith("\n"));
}

TEST_F(ProgressDisplayTest, WithoutColourThereIsNoEscapeInPlainLines) {
  ProgressDisplay display(stream_, options());
  display.begin("a", 2, "x");
  display.warn("careful");
  display.end();
  EXPECT_THAT(stream_.str(), Not(HasSubstr("\033")));
  EXPECT_THAT(stream_.str(), HasSubstr("warning: careful\n"));
}

TEST_F(ProgressDisplayTest, QuietKeepsWarningsOnly) {
  DisplayOptions quiet = options();
  quiet.quiet = true;
  ProgressDisplay display(stream_, quiet);
  display.begin("a", 2, "x");
  display.advance(1, {});
  display.warn("careful");
  display.end();
  EXPECT_EQ(stream_.str(), "warning: careful\n");
}

TEST_F(ProgressDisplayTest, APhaseOfUnknownLengthHasNoShare) {
  ProgressDisplay display(stream_, options());
  display.begin("reading", 0, "files");
  now_ = 12;
  display.advance(30, {});
  display.end();
  EXPECT_EQ(stream_.str(),
            "reading: ...\nreading: 30 files  2.5/s  0:12\nreading: done, 30 files in 12.0 s\n");
}

TEST(Format, NumbersAndTimes) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1234567), "1,234,567");
  EXPECT_EQ(with_commas(-1234), "-1,234");
  EXPECT_EQ(with_commas(-123), "-123");
  EXPECT_EQ(clock_time(9.4), "0:09");
  EXPECT_EQ(clock_time(754), "12:34");
  EXPECT_EQ(clock_time(3723), "1:02:03");
  EXPECT_EQ(figure(12345), "12,345");
  EXPECT_EQ(figure(0.0012345), "0.001234");
}

}  // namespace
}  // namespace dance::test
