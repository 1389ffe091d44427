// A picture of accuracy against a cost: a line through the points of each method, with bars of one standard
// deviation. Up and to the left is better.
#pragma once

#include <string>
#include <vector>

#include "dance/core/mean_spread.h"

namespace dance {

struct TradeoffPoint {
  MeanSpread cost, accuracy;  // cost above 0
};

struct TradeoffSeries {
  std::string name;
  std::vector<TradeoffPoint> points;
};

struct TradeoffPlot {
  std::string title, x_label, y_label;
  std::vector<TradeoffSeries> series;
};

// A script for gnuplot that draws an SVG to its standard output, data included; the cost's axis is
// logarithmic where costs differ by a factor of 3.
std::string tradeoff_script(const TradeoffPlot& plot);

}  // namespace dance
