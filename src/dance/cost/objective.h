// The cost function of a design: one number from latency, energy and area, each relative to a reference design.
//   weighted: latency_weight * L/L0 + energy_weight * E/E0 + area_weight * A/A0
//   edap:     (L/L0) * (E/E0) * (A/A0)
// The reference is the network of all mbconv_k3_e6 on its own EDAP-best accelerator (design, section 6).
#pragma once

#include <cmath>
#include <string>

namespace dance {

struct Metrics {
  double latency_ms = 0, energy_mj = 0, area_mm2 = 0;
  double edap() const { return latency_ms * energy_mj * area_mm2; }
};

enum class CostKind { Weighted, Edap };

struct CostFunction {
  CostKind kind = CostKind::Edap;
  double latency_weight = 1, energy_weight = 1, area_weight = 1;  // Weighted only
  Metrics reference{1, 1, 1};

  double operator()(const Metrics& metrics) const {
    const double l = metrics.latency_ms / reference.latency_ms;
    const double e = metrics.energy_mj / reference.energy_mj;
    const double a = metrics.area_mm2 / reference.area_mm2;
    return kind == CostKind::Edap ? l * e * a : latency_weight * l + energy_weight * e + area_weight * a;
  }
};

}  // namespace dance
