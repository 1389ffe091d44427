#include "bench/measure.h"

#include <algorithm>
#include <chrono>

namespace dance::bench {

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t above = values.size() / 2, below = (values.size() - 1) / 2;
  return {(values[below] + values[above]) / 2, values.front(), values.back(),
          static_cast<int>(values.size())};
}

Json to_json(const Spread& spread, double scale) {
  return {{"median", spread.median * scale},
          {"least", spread.least * scale},
          {"most", spread.most * scale},
          {"runs", spread.runs}};
}

}  // namespace dance::bench
