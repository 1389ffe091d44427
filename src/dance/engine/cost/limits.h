// Hard limits on a design: latency, energy and area, any of them together.
#pragma once

#include <optional>

#include "dance/engine/cost/objective.h"

namespace dance {

struct Limits {
  std::optional<double> max_latency_ms = std::nullopt, max_energy_mj = std::nullopt,
                        max_area_mm2 = std::nullopt;

  bool any() const { return max_latency_ms || max_energy_mj || max_area_mm2; }
  bool hold(const Metrics& metrics) const;
  // The largest of metric / limit - 1 over the limits that there are: above 0 where one is exceeded, 0 or
  // below where all hold. It is -1 where there are no limits.
  double excess(const Metrics& metrics) const;
  // The same limits, each multiplied by 1 - margin.
  Limits tightened(double margin) const;
  bool operator==(const Limits&) const = default;
};

}  // namespace dance
