// The picture of accuracy against a cost.
#include "dance/report/tradeoff_plot.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "dance/report/gnuplot.h"

namespace dance::test {
namespace {

using testing::HasSubstr;
using testing::Not;

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

TEST(TradeoffPlot, TheAxisIsAsWideAsTheBars) {
  // The axis goes from 0.001 to 0.01, and 10^0.04 = 1.09648 times further on either side.
  EXPECT_THAT(tradeoff_script(sample()),
              HasSubstr("set xrange [0.000912010839:0.010964782]\nset logscale x\n"));
  TradeoffPlot narrow = sample();
  narrow.series = {{"one", {{{1.1, 0}, {95, 0}}, {{2.2, 0}, {96, 0}}}}};
  EXPECT_THAT(tradeoff_script(narrow), HasSubstr("set xrange [1.056:2.244]\n"));
  EXPECT_THAT(tradeoff_script(narrow), Not(HasSubstr("logscale")));  // no label of a decade would be on it
}

// The shape and the colour of each series.
std::vector<std::pair<std::string, std::string>> looks_of(const TradeoffPlot& plot) {
  const std::string script = tradeoff_script(plot);
  std::vector<std::pair<std::string, std::string>> looks;
  const std::regex look("linespoints pt (\\d+) .* lc rgb '([^']*)'");
  for (std::sregex_iterator it(script.begin(), script.end(), look), end; it != end; ++it)
    looks.emplace_back((*it)[1], (*it)[2]);
  return looks;
}

TEST(TradeoffPlot, NoTwoMethodsLookTheSame) {
  for (const std::size_t lines : {0, 1, 2, 5, 12, 24}) {
    TradeoffPlot plot = sample();
    plot.series.clear();
    for (std::size_t i = 0; i < 24; ++i)
      plot.series.push_back(
          {fmt::format("m{}", i),
           std::vector<TradeoffPoint>(i % 2 == 0 && i / 2 < lines ? 2 : 1, {{1, 0}, {1, 0}})});
    const auto looks = looks_of(plot);
    EXPECT_EQ(std::set(looks.begin(), looks.end()).size(), 24U) << lines;
  }
}

// A single point among the points of a line must not be taken for one of them.
TEST(TradeoffPlot, NoPointHasTheColourOfALine) {
  TradeoffPlot plot = sample();
  for (int i = 0; i < 20; ++i) plot.series.push_back({fmt::format("m{}", i), {{{1, 0}, {1, 0}}}});
  const auto looks = looks_of(plot);
  for (std::size_t i = 1; i < looks.size(); ++i) EXPECT_NE(looks[i].second, looks[0].second);
}

TEST(TradeoffPlot, GnuplotDrawsIt) {
  const std::string svg = gnuplot_output(tradeoff_script(sample()));
  for (const char* part : {"</svg>", "3 seeds", "EDAP", "accuracy (%)", "dance's", "random"})
    EXPECT_THAT(svg, HasSubstr(part));
}

}  // namespace
}  // namespace dance::test
