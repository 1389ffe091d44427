// A picture of a space's accelerators for a network: energy against latency, all of them as a cloud, the
// Pareto front coloured by area, the chosen one marked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dance/engine/table/explore.h"

namespace dance {

struct ParetoPlot {
  std::string title;
  std::vector<Metrics> all;  // of the feasible accelerators
  std::vector<ParetoPoint> front;
  RankedAccelerator chosen;
  std::string chosen_text;  // what the legend calls it
  Limits limits;            // drawn as lines, unless the axes are relative
  // The words along the axes where the points have numbers relative to others in place of ms and mJ.
  struct Axes {
    std::string latency, energy;
  };
  std::optional<Axes> relative;
};

enum class PlotFormat { Svg, Png, Text };

struct PlotSize {
  int columns = 100, rows = 32;  // of Text
};

// A script for gnuplot that draws to its standard output, data included. The cloud is thinned to one point
// per cell of a grid, darker where a cell holds more; axes are logarithmic where a metric spans a factor of 3
// or more.
std::string pareto_script(const ParetoPlot& plot, PlotFormat format, PlotSize size = {});

}  // namespace dance
