// The weight of the hardware cost over the search: it rises in a straight line from 0, so that the first
// architecture steps judge accuracy before cost drives every layer to its cheapest operation.
#pragma once

#include <algorithm>

namespace dance {

struct Lambda2Schedule {
  double value = 0;          // at the end of the rise
  double warmup_epochs = 0;  // search epochs of the rise; 0: the full value at once

  // How far the rise is, 0 to 1. `epoch` counts search epochs from 0, fractions included.
  double rise(double epoch) const {
    return warmup_epochs > 0 ? std::clamp(epoch / warmup_epochs, 0.0, 1.0) : 1;
  }
  double at(double epoch) const { return value * rise(epoch); }
};

}  // namespace dance
