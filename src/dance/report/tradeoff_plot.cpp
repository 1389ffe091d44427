#include "dance/report/tradeoff_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "dance/report/gnuplot.h"
#include "dance/report/plot_axis.h"

namespace dance {

namespace {

// Told apart by colour and by shape (Okabe and Ito's palette, readable to the colour-blind; gnuplot's
// points).
constexpr std::array<const char*, 8> kColours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                 "#e69f00", "#56b4e9", "#000000", "#999999"};
// Filled, then hollow.
constexpr std::array<int, 12> kShapes = {7, 5, 9, 11, 13, 15, 6, 4, 8, 10, 12, 14};

struct Look {
  const char* colour;
  int shape;
};

bool is_line(const TradeoffSeries& series) { return series.points.size() > 1; }

// Lines have colours of their own, since single points lie among them, which share the others. Of 24 series
// no two look the same.
std::vector<Look> looks_of(const std::vector<TradeoffSeries>& all) {
  const auto lines = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is_line));
  const std::size_t own = std::min(lines, kColours.size() / 2), shared = kColours.size() - own;
  std::vector<Look> looks;
  std::size_t line = 0, point = 0;
  for (const TradeoffSeries& series : all) {
    std::size_t& number = is_line(series) ? line : point;
    const std::size_t colour =
        is_line(series) ? number % std::max<std::size_t>(own, 1) : own + number % shared;
    looks.push_back({kColours[colour], kShapes[(number + number / kShapes.size()) % kShapes.size()]});
    ++number;
  }
  return looks;
}

// The lower end of its bar, above 0 for the logarithm.
double low_of(const MeanSpread& cost) {
  return cost.deviation < cost.mean ? cost.mean - cost.deviation : 0.5 * cost.mean;
}

// A line "cost accuracy cost_low cost_high accuracy_low accuracy_high" per point, by cost.
std::string data_of(const TradeoffSeries& series) {
  std::vector<TradeoffPoint> points = series.points;
  std::sort(points.begin(), points.end(),
            [](const TradeoffPoint& a, const TradeoffPoint& b) { return a.cost.mean < b.cost.mean; });
  std::string lines;
  for (const auto& [cost, accuracy] : points) {
    lines += fmt::format("{:.9g} {:.9g} {:.9g} {:.9g} {:.9g} {:.9g}\n", cost.mean, accuracy.mean,
                         low_of(cost), cost.mean + cost.deviation, accuracy.mean - accuracy.deviation,
                         accuracy.mean + accuracy.deviation);
  }
  return lines;
}

// As wide as the bars of the costs.
PlotAxis cost_axis(const TradeoffPlot& plot) {
  double low = std::numeric_limits<double>::infinity(), high = 0;
  for (const TradeoffSeries& series : plot.series) {
    for (const TradeoffPoint& point : series.points) {
      low = std::min(low, low_of(point.cost));
      high = std::max(high, point.cost.mean + point.cost.deviation);
    }
  }
  return {low, high};
}

}  // namespace

std::string tradeoff_script(const TradeoffPlot& plot) {
  std::string data, drawn;
  const std::vector<Look> looks = looks_of(plot.series);
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    const TradeoffSeries& series = plot.series[i];
    const std::string block = fmt::format("$series{}", i);
    data += fmt::format("{} << EOD\n{}EOD\n", block, data_of(series));
    const auto [colour, shape] = looks[i];
    drawn += fmt::format(
        "{}{} using 1:2:3:4:5:6 with xyerrorbars pt 0 lw 1 lc rgb '{}' notitle, \\\n"
        "  {} using 1:2 with linespoints pt {} ps 1 lw 2 lc rgb '{}' title {}",
        i == 0 ? "plot " : ", \\\n  ", block, colour, block, shape, colour, gnuplot_quoted(series.name));
  }
  return "set encoding utf8\n"
         "set terminal svg size 1280,853 noenhanced font 'DejaVu Sans,19' background '#ffffff'\n" +
         data + "set title " + gnuplot_quoted(plot.title) + "\nset xlabel " + gnuplot_quoted(plot.x_label) +
         "\nset ylabel " + gnuplot_quoted(plot.y_label) + "\n" + cost_axis(plot).commands("x") +
         "set key outside right top Left reverse samplen 2\n"
         "set grid back linecolor rgb '#dddddd' linewidth 0.5\nset border linewidth 0.8\nset tics out "
         "nomirror\n" +
         drawn + "\n";
}

}  // namespace dance
