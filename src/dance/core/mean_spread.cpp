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

std::vector<double> paired_deviations(const std::vector<std::vector<double>>& values) {
  const auto methods = static_cast<double>(values.size());
  std::vector<double> deviations(values.size(), 0);
  if (values.size() < 2) return deviations;
  std::vector<double> of_seed(values.front().size(), 0);
  for (const std::vector<double>& method : values)
    for (std::size_t s = 0; s < of_seed.size(); ++s) of_seed[s] += method.at(s) / methods;
  for (std::size_t m = 0; m < values.size(); ++m) {
    std::vector<double> left = values[m];
    for (std::size_t s = 0; s < left.size(); ++s) left[s] -= of_seed[s];
    deviations[m] = mean_spread(left).deviation * std::sqrt(methods / (methods - 1));
  }
  return deviations;
}

}  // namespace dance
