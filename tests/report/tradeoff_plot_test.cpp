// The picture of accuracy against a cost.
#include "dance/report/tradeoff_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/report/gnuplot.h"

namespace dance {
namespace {

using testing::HasSubstr;

TradeoffPlot sample() {
  TradeoffPlot plot;
  plot.title = "3 seeds";
  plot.x_label = "EDAP";
  plot.y_label = "accuracy (%)";
  plot.series = {{"dance's", {{{0.004, 0.001}, {95, 0.5}}, {{0.002, 0.003}, {94, 0.25}}}},
                 {"random", {{{0.01, 0}, {95.5, 0}}}}};
  return plot;
}

TEST(TradeoffPlot, PointsAreInOrderOfCostWithBarsOfOneDeviation) {
  const std::string script = tradeoff_script(sample());
  EXPECT_THAT(script, HasSubstr("0.002 94 0.001 0.005 93.75 94.25\n"  // its bar stays above 0
                                "0.004 95 0.003 0.005 94.5 95.5\n"));
  EXPECT_THAT(script, HasSubstr("0.01 95.5 0.01 0.01 95.5 95.5\n"));
}

TEST(TradeoffPlot, GnuplotDrawsIt) {
  const std::string svg = gnuplot_output(tradeoff_script(sample()));
  for (const char* part : {"</svg>", "3 seeds", "EDAP", "accuracy (%)", "dance's", "random"})
    EXPECT_THAT(svg, HasSubstr(part));
}

}  // namespace
}  // namespace dance
