// An axis of a picture: as wide as its values with a little room, logarithmic where they span much.
#pragma once

#include <string>

namespace dance {

struct PlotAxis {
  double low = 0, high = 1;
  bool logarithmic = false;

  // Of values from `least`, above 0, to `most`.
  PlotAxis(double least, double most);

  // Where a value lies, 0 at the low end and 1 at the high one; and the value there.
  double position(double value) const;
  double value(double position) const;

  // Range, scale and tics for gnuplot, where its name for the axis is "x", "y" or "cb".
  std::string commands(const std::string& name) const;
};

}  // namespace dance
