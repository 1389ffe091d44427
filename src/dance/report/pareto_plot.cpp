#include "dance/report/pareto_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "dance/report/gnuplot.h"
#include "dance/report/plot_axis.h"

namespace dance {

namespace {

constexpr int kFewestCells = 80, kMostCells = 180;  // of the cloud, along X; two thirds of them along Y
constexpr int kLightest = 0xE6, kDarkest = 0xA8;    // grey of a cell with one accelerator, and with most

template <typename Of>
PlotAxis axis_of(const ParetoPlot& plot, const std::optional<double>& limit, Of of) {
  double least = of(plot.chosen.metrics), most = least;
  for (const Metrics& metrics : plot.all) {
    least = std::min(least, of(metrics));
    most = std::max(most, of(metrics));
  }
  if (limit) most = std::max(most, *limit);
  return {least, most};
}

// One line "x y x_low x_high y_low y_high rgb" per cell that holds an accelerator.
std::string cloud(const ParetoPlot& plot, const PlotAxis& x, const PlotAxis& y) {
  const double few =
      4 * std::sqrt(static_cast<double>(plot.all.size()));  // larger cells for fewer accelerators
  const int cells_x = static_cast<int>(std::clamp<double>(few, kFewestCells, kMostCells)),
            cells_y = cells_x * 2 / 3;
  std::map<std::pair<int, int>, int> cells;
  int most = 1;
  for (const Metrics& metrics : plot.all) {
    const auto cell = [](double place, int count) {
      return std::clamp(static_cast<int>(place * count), 0, count - 1);
    };
    most = std::max(most, ++cells[{cell(x.position(metrics.latency_ms), cells_x),
                                   cell(y.position(metrics.energy_mj), cells_y)}]);
  }
  std::string lines;
  for (const auto& [cell, count] : cells) {
    const double share = most > 1 ? std::log(count) / std::log(most) : 0;
    const int grey = static_cast<int>(std::lround(kLightest + share * (kDarkest - kLightest)));
    const auto at = [](const PlotAxis& axis, int place, double part, int cells_of_axis) {
      return axis.value((place + part) / cells_of_axis);
    };
    // A little larger than the cell, so that no seams show between neighbours.
    lines += fmt::format("{:.6g} {:.6g} {:.6g} {:.6g} {:.6g} {:.6g} {}\n", at(x, cell.first, 0.5, cells_x),
                         at(y, cell.second, 0.5, cells_y), at(x, cell.first, -0.05, cells_x),
                         at(x, cell.first, 1.05, cells_x), at(y, cell.second, -0.05, cells_y),
                         at(y, cell.second, 1.05, cells_y), grey * 0x10101);
  }
  return lines;
}

std::string front_lines(const std::vector<ParetoPoint>& front) {
  std::vector<ParetoPoint> points = front;  // the smallest in front of the larger
  std::stable_sort(points.begin(), points.end(), [](const ParetoPoint& a, const ParetoPoint& b) {
    return a.metrics.area_mm2 > b.metrics.area_mm2;
  });
  std::string lines;
  for (const ParetoPoint& point : points) {
    lines += fmt::format("{:.9g} {:.9g} {:.9g}\n", point.metrics.latency_ms, point.metrics.energy_mj,
                         point.metrics.area_mm2);
  }
  return lines;
}

std::string limit_lines(const Limits& limits) {
  std::string text;
  const char* style = "nohead dashtype 2 linecolor rgb '#555555' front\n";
  if (limits.max_latency_ms) {
    text +=
        fmt::format("set arrow from {0:.9g}, graph 0 to {0:.9g}, graph 1 {1}", *limits.max_latency_ms, style);
  }
  if (limits.max_energy_mj) {
    text += fmt::format("set arrow from graph 0, first {0:.9g} to graph 1, first {0:.9g} {1}",
                        *limits.max_energy_mj, style);
  }
  return text;
}

std::string terminal(PlotFormat format, PlotSize size) {
  switch (format) {
    case PlotFormat::Svg:
      return "set terminal svg size 1280,853 noenhanced font 'DejaVu Sans,19' background '#ffffff'\n";
    case PlotFormat::Png:
      return "set terminal pngcairo size 1920,1280 noenhanced font 'DejaVu Sans,14' fontscale 2 linewidth 2 "
             "pointscale 2.6 background '#ffffff'\n";
    default:
      return fmt::format("set terminal dumb size {},{} noenhanced mono\n", size.columns, size.rows);
  }
}

std::string all_text(const ParetoPlot& plot) {
  const bool limited = plot.limits.any();
  return fmt::format("{} accelerators{}", plot.all.size(), limited ? " that meet the limits" : "");
}

std::string drawn_points(const ParetoPlot& plot) {
  const auto [least, most] = std::minmax_element(
      plot.front.begin(), plot.front.end(),
      [](const ParetoPoint& a, const ParetoPoint& b) { return a.metrics.area_mm2 < b.metrics.area_mm2; });
  const PlotAxis area(least->metrics.area_mm2, most->metrics.area_mm2);
  const std::string front_title = gnuplot_quoted(fmt::format("Pareto front ({})", plot.front.size()));
  return area.commands("cb") +
         fmt::format(
             "set cblabel 'area (mm²)' offset 1\n"
             "set palette defined (0 '#440154', 1 '#3b528b', 2 '#21918c', 3 '#5ec962', 4 '#fde725')\n"
             "set key at screen 0.115, screen 0.115 left top Left reverse samplen 1 maxrows 3\n"
             "set bmargin screen 0.245\nset rmargin screen 0.83\n"
             "plot $cloud using 1:2:3:4:5:6:7 with boxxyerror fillstyle solid noborder lc rgb variable "
             "notitle, \\\n"
             "  NaN with points pt 5 ps 0.9 lc rgb '#c4c4c4' title {}, \\\n"
             "  $front using 1:2 with points pt 7 ps 0.95 lc rgb '#202020' notitle, \\\n"
             "  $front using 1:2:3 with points pt 7 ps 0.75 lc palette notitle, \\\n"
             "  NaN with points pt 7 ps 0.95 lc rgb '#21918c' title {}, \\\n"
             "  $chosen using 1:2 with points pt 13 ps 2.6 lc rgb '#ffffff' notitle, \\\n"
             "  $chosen using 1:2 with points pt 13 ps 2.0 lc rgb '#d62728' title {}\n",
             gnuplot_quoted(all_text(plot) + ", darker where there are more"), front_title,
             gnuplot_quoted("chosen: " + plot.chosen_text));
}

std::string drawn_characters(const ParetoPlot& plot) {
  return fmt::format(
      "set key below left Left reverse samplen 2 maxrows 3\n"
      "plot $cloud using 1:2 with points pt '.' title {}, \\\n"
      "  $front using 1:2 with points pt 'o' title {}, \\\n"
      "  $chosen using 1:2 with points pt '#' title {}\n",
      gnuplot_quoted(all_text(plot)), gnuplot_quoted(fmt::format("Pareto front ({})", plot.front.size())),
      gnuplot_quoted("chosen: " + plot.chosen_text));
}

}  // namespace

std::string pareto_script(const ParetoPlot& plot, PlotFormat format, PlotSize size) {
  const Limits none;
  const Limits& drawn = plot.relative ? none : plot.limits;
  const PlotAxis x = axis_of(plot, drawn.max_latency_ms, [](const Metrics& m) { return m.latency_ms; });
  const PlotAxis y = axis_of(plot, drawn.max_energy_mj, [](const Metrics& m) { return m.energy_mj; });
  const ParetoPlot::Axes axes = plot.relative.value_or(ParetoPlot::Axes{"latency (ms)", "energy (mJ)"});
  const bool text = format == PlotFormat::Text;
  std::string script = "set encoding utf8\n" + terminal(format, size);
  script += "$cloud << EOD\n" + cloud(plot, x, y) + "EOD\n";
  script += "$front << EOD\n" + front_lines(plot.front) + "EOD\n";
  script += fmt::format("$chosen << EOD\n{:.9g} {:.9g}\nEOD\n", plot.chosen.metrics.latency_ms,
                        plot.chosen.metrics.energy_mj);
  script += "set title " + gnuplot_quoted(plot.title) + "\n";
  script += fmt::format("set xlabel {}\nset ylabel {}\n", gnuplot_quoted(axes.latency),
                        gnuplot_quoted(axes.energy)) +
            x.commands("x") + y.commands("y");
  if (!text)
    script +=
        "set grid back linecolor rgb '#dddddd' linewidth 0.5\nset border linewidth 0.8\nset tics out "
        "nomirror\n";
  return script + limit_lines(drawn) + (text ? drawn_characters(plot) : drawn_points(plot));
}

}  // namespace dance
