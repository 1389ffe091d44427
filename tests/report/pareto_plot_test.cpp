// The picture of a Pareto front: what gnuplot is told, and that it draws it.
#include "dance/report/pareto_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "dance/core/random.h"
#include "dance/report/gnuplot.h"

namespace dance::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// 50,000 accelerators of latency 1 to 100 and energy 10 to 11.
ParetoPlot sample() {
  Random random(3, "plot test");
  ParetoPlot plot;
  plot.title = "it's a `date` of \"net_1\"";
  for (int i = 0; i < 50000; ++i) {
    plot.all.push_back({1 + static_cast<double>(random.below(99001)) * 1e-3,
                        10 + static_cast<double>(random.below(1001)) * 1e-3, 1});
  }
  plot.front = {{0, {1, 10.5, 3}}, {1, {2, 10.2, 1}}};
  plot.chosen = {1, {2, 10.2, 1}, 1};
  plot.chosen_text = "8 x 8 PEs";
  return plot;
}

std::vector<std::string> block(const std::string& script, const std::string& name) {
  const std::size_t begin = script.find(name + " << EOD\n") + name.size() + 8;
  std::istringstream lines(script.substr(begin, script.find("EOD\n", begin) - begin));
  std::vector<std::string> out;
  for (std::string line; std::getline(lines, line);) out.push_back(line);
  return out;
}

TEST(ParetoPlot, AxesAreLogarithmicWhereAMetricSpansMuch) {
  const std::string script = pareto_script(sample(), PlotFormat::Svg);
  EXPECT_THAT(script, HasSubstr("set logscale x\n"));
  EXPECT_THAT(script, Not(HasSubstr("set logscale y")));
  EXPECT_THAT(script, HasSubstr("set xlabel 'latency (ms)'\nset ylabel 'energy (mJ)'\n"));
  EXPECT_THAT(script, HasSubstr("'10' 10 0"));
  EXPECT_THAT(script, Not(HasSubstr("set arrow")));
}

TEST(ParetoPlot, TheCloudIsThinnedAndTheFrontIsWhole) {
  const std::string script = pareto_script(sample(), PlotFormat::Svg);
  EXPECT_GT(block(script, "$cloud").size(), 1000u);
  EXPECT_LT(block(script, "$cloud").size(), 25000u);
  // The smaller point comes last, so that it lies on top.
  EXPECT_THAT(block(script, "$front"), testing::ElementsAre("1 10.5 3", "2 10.2 1"));
  EXPECT_THAT(block(script, "$chosen"), testing::ElementsAre("2 10.2"));
}

TEST(ParetoPlot, LimitsAreDrawn) {
  ParetoPlot plot = sample();
  plot.limits.max_latency_ms = 40;
  plot.limits.max_energy_mj = 10.8;
  const std::string script = pareto_script(plot, PlotFormat::Text);
  EXPECT_THAT(script, HasSubstr("set arrow from 40, graph 0 to 40, graph 1"));
  EXPECT_THAT(script, HasSubstr("set arrow from graph 0, first 10.8 to graph 1, first 10.8"));
}

// A limit in ms has no place on an axis of relative latencies.
TEST(ParetoPlot, RelativeAxesHaveWordsOfTheirOwn) {
  ParetoPlot plot = sample();
  plot.limits.max_latency_ms = 4000;
  plot.relative = {"mean of latencies", "the networks' energies"};
  const std::string script = pareto_script(plot, PlotFormat::Svg);
  EXPECT_THAT(script, HasSubstr("set xlabel 'mean of latencies'\nset ylabel 'the networks'' energies'\n"));
  EXPECT_THAT(script, Not(HasSubstr("set arrow")));
  EXPECT_THAT(script, Not(HasSubstr("4000")));
  EXPECT_THAT(script, HasSubstr("accelerators that meet the limits"));
}

TEST(ParetoPlot, GnuplotDrawsEachFormat) {
  const std::string svg = gnuplot_output(pareto_script(sample(), PlotFormat::Svg));
  EXPECT_THAT(svg, HasSubstr("</svg>"));
  for (const char* part : {"latency (ms)", "energy (mJ)", "area (mm²)", "50000 accelerators",
                           "Pareto front (2)", "chosen: 8 x 8 PEs", "`date`"}) {
    EXPECT_THAT(svg, HasSubstr(part));
  }
  EXPECT_THAT(gnuplot_output(pareto_script(sample(), PlotFormat::Png)), testing::StartsWith("\x89PNG"));
  const std::string text = gnuplot_output(pareto_script(sample(), PlotFormat::Text, {80, 24}));
  for (const char* part : {"latency (ms)", "chosen: 8 x 8 PEs", "#"}) EXPECT_THAT(text, HasSubstr(part));
}

TEST(ParetoPlot, OneAcceleratorIsDrawnToo) {
  ParetoPlot plot;
  plot.all = {{2, 3, 4}};
  plot.front = {{0, {2, 3, 4}}};
  plot.chosen = {0, {2, 3, 4}, 1};
  EXPECT_THAT(gnuplot_output(pareto_script(plot, PlotFormat::Svg)), HasSubstr("</svg>"));
}

}  // namespace
}  // namespace dance::test
