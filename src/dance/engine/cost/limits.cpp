#include "dance/engine/cost/limits.h"

#include <algorithm>

namespace dance {

bool Limits::hold(const Metrics& metrics) const {
  return !(max_latency_ms && metrics.latency_ms > *max_latency_ms) &&
         !(max_energy_mj && metrics.energy_mj > *max_energy_mj) &&
         !(max_area_mm2 && metrics.area_mm2 > *max_area_mm2);
}

double Limits::excess(const Metrics& metrics) const {
  double worst = -1;
  const auto check = [&](const std::optional<double>& limit, double value) {
    if (limit) worst = std::max(worst, value / *limit - 1);
  };
  check(max_latency_ms, metrics.latency_ms);
  check(max_energy_mj, metrics.energy_mj);
  check(max_area_mm2, metrics.area_mm2);
  return worst;
}

Limits Limits::tightened(double margin) const {
  Limits tighter = *this;
  for (std::optional<double>* limit :
       {&tighter.max_latency_ms, &tighter.max_energy_mj, &tighter.max_area_mm2}) {
    if (*limit) **limit *= 1 - margin;
  }
  return tighter;
}

}  // namespace dance
