#include "dance/report/gnuplot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"

namespace dance::test {
namespace {

using testing::HasSubstr;

TEST(Gnuplot, AScriptThatFailsIsAFailureOfTheRun) {
  EXPECT_THAT(test::message_of([] { gnuplot_output("plot nonsense\n"); }), HasSubstr("gnuplot failed: "));
}

TEST(Gnuplot, QuotedTextIsPrintedAsItIs) {
  EXPECT_EQ(gnuplot_quoted("it's `date`\n\"x_1\""), "'it''s `date` \"x_1\"'");
  const std::string script = "set print '-'\nprint " + gnuplot_quoted("it's `date` \\n $x") + "\n";
  EXPECT_EQ(gnuplot_output(script), "it's `date` \\n $x\n");
}

// Labels stand at 1, 2 and 5 of a decade, marks at its other multiples.
TEST(Gnuplot, LogarithmicTicsByHand) {
  EXPECT_EQ(gnuplot_log_tics(1, 9),
            "'1' 1 0, '2' 2 0, '3' 3 0, '' 4 1, '5' 5 0, '' 6 1, '7' 7 0, '' 8 1, '' 9 1");
  EXPECT_THAT(gnuplot_log_tics(1, 90), HasSubstr("'10' 10 0, '20' 20 0, '' 30 1"));
  EXPECT_THAT(gnuplot_log_tics(1, 9000), HasSubstr("'10' 10 0, '' 20 1, '' 30 1"));
}

}  // namespace
}  // namespace dance::test
