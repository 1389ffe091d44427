// The weight of the hard limits' excess in the loss: what holds the expected metrics at the limits while the
// search goes on. A proportional and integral controller on the largest relative excess e (Limits::excess),
// the multiplier of an augmented Lagrangian:
//   multiplier <- max(0, multiplier + kIntegral * e),   weight = max(0, multiplier + kProportional * e)
// While the limits are exceeded it grows until the architecture gives way; where there is room it falls to 0.
#pragma once

#include <algorithm>

namespace dance {

class LimitWeight {
 public:
  // The weight of the step whose excess is `excess`.
  double update(double excess) {
    excess = std::min(excess, kMostExcess);
    multiplier_ = std::max(0.0, multiplier_ + kIntegral * excess);
    return std::max(0.0, multiplier_ + kProportional * excess);
  }

 private:
  static constexpr double kProportional = 1, kIntegral = 0.01;
  static constexpr double kMostExcess = 0.5;  // more would make the multiplier overshoot

  double multiplier_ = 0;
};

}  // namespace dance
