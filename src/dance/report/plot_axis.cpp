#include "dance/report/plot_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dance/report/gnuplot.h"

namespace dance {

namespace {

constexpr double kLogFrom = 3;  // where most / least is at least this, the axis is logarithmic
constexpr double kRoom = 0.04;  // of the span, at each end

}  // namespace

PlotAxis::PlotAxis(double least, double most) : logarithmic(most / least >= kLogFrom) {
  const double margin =
      logarithmic ? std::pow(most / least, kRoom) : std::max(kRoom * (most - least), 1e-3 * most);
  low = logarithmic ? least / margin : least - margin;
  high = logarithmic ? most * margin : most + margin;
}

double PlotAxis::position(double value) const {
  return logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
}

double PlotAxis::value(double position) const {
  return logarithmic ? low * std::pow(high / low, position) : low + position * (high - low);
}

std::string PlotAxis::commands(const std::string& name) const {
  const std::string range = fmt::format("set {}range [{:.9g}:{:.9g}]\n", name, low, high);
  if (!logarithmic) return range + fmt::format("set {0}tics auto\nset m{0}tics 2\n", name);
  return range + fmt::format("set logscale {0}\nset {0}tics ({1})\n", name, gnuplot_log_tics(low, high));
}

}  // namespace dance
