// The weight of the excess over the hard limits in the loss. It holds the expected metrics at the limits
// while the search goes on. It is set by a proportional and integral controller on the largest relative
// excess e (Limits::excess), as the multiplier of an augmented Lagrangian is:
//   multiplier <- max(0, multiplier + kIntegral * e),   weight = max(0, multiplier + kProportional * e)
// The weight grows while the limits are exceeded, until the architecture gives way. It falls to 0 while the
// metrics are well within them.
#pragma once

#include <algorithm>

namespace dance {

class LimitWeight {
 public:
  // The weight of a step with this excess. Call it once for each step.
  double update(double excess) {
    excess = std::min(excess, kMostExcess);
    multiplier_ = std::max(0.0, multiplier_ + kIntegral * excess);
    return std::max(0.0, multiplier_ + kProportional * excess);
  }

 private:
  static constexpr double kProportional = 1, kIntegral = 0.01;
  static constexpr double kMostExcess = 0.5;  // a larger excess would make the multiplier overshoot

  double multiplier_ = 0;
};

}  // namespace dance
