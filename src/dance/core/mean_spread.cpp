#include "dance/core/mean_spread.h"

#include <cmath>

namespace dance {

MeanSpread mean_spread(const std::vector<double>& values) {
  MeanSpread spread;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) spread.mean += value / count;
  if (values.size() < 2) return spread;
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.deviation = std::sqrt(squares / (count - 1));
  return spread;
}

}  // namespace dance
