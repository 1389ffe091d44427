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
  // By how much the limit that is exceeded most is exceeded, relative to it; below 0 where all hold with room
  // left, and -1 where there is none.
  double excess(const Metrics& metrics) const;
  // Each smaller by the fraction `margin`.
  Limits tightened(double margin) const;
  bool operator==(const Limits&) const = default;
};

}  // namespace dance
