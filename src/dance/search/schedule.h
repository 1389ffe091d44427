// The weight of the hardware cost over the search: it rises in a straight line from 0, so that the first
// architecture steps judge accuracy before cost drives every layer to its cheapest operation.
#pragma once

#include <algorithm>

namespace dance {

struct Lambda2Schedule {
  double value = 0;          // at the end of the rise
  double warmup_epochs = 0;  // search epochs of the rise; 0: the full value at once

  // `epoch` counts search epochs from 0, fractions included.
  double at(double epoch) const {
    return warmup_epochs > 0 ? value * std::clamp(epoch / warmup_epochs, 0.0, 1.0) : value;
  }
};

}  // namespace dance
