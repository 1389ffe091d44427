// The cost function of a design: one number from latency, energy and area, each relative to a reference
// design.
//   weighted: latency_weight * L/L0 + energy_weight * E/E0 + area_weight * A/A0
//   product:  (L/L0)^latency_power * (E/E0)^energy_power * (A/A0)^area_power
//   edap:     the product with powers 1, 1, 1;  edp: with powers 1, 1, 0
// The reference is the network of all mbconv_k3_e6 on its own EDAP-best accelerator (design, section 6).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace dance {

struct Metrics {
  double latency_ms = 0, energy_mj = 0, area_mm2 = 0;
  double edap() const { return latency_ms * energy_mj * area_mm2; }
};

enum class CostKind { Weighted, Edap, Edp, Product };
inline constexpr std::array<const char*, 4> kCostKinds = {"weighted", "edap", "edp",
                                                          "product"};  // by CostKind

// One of the names above.
inline CostKind parse_cost_kind(const std::string& name) {
  return static_cast<CostKind>(std::find(kCostKinds.begin(), kCostKinds.end(), name) - kCostKinds.begin());
}

// x^p; exactly x or 1 where p is 1 or 0.
template <typename Number>
Number power(Number x, Number p) {
  if (p == 1) return x;
  return p == 0 ? 1 : std::pow(x, p);
}

struct CostFunction {
  CostKind kind = CostKind::Edap;
  double latency_weight = 1, energy_weight = 1, area_weight = 1;  // Weighted only
  Metrics reference{1, 1, 1};
  double latency_power = 1, energy_power = 1, area_power = 1;  // Product only

  std::string name() const { return kCostKinds[static_cast<std::size_t>(kind)]; }

  // Of all kinds but Weighted.
  struct Powers {
    double latency = 1, energy = 1, area = 1;
    bool all_one() const { return latency == 1 && energy == 1 && area == 1; }
  };
  Powers powers() const {
    if (kind == CostKind::Product) return {latency_power, energy_power, area_power};
    return {1, 1, kind == CostKind::Edp ? 0.0 : 1.0};
  }

  double operator()(const Metrics& metrics) const {
    const double l = metrics.latency_ms / reference.latency_ms;
    const double e = metrics.energy_mj / reference.energy_mj;
    const double a = metrics.area_mm2 / reference.area_mm2;
    if (kind == CostKind::Weighted) return latency_weight * l + energy_weight * e + area_weight * a;
    const Powers p = powers();
    return power(l, p.latency) * power(e, p.energy) * power(a, p.area);
  }
};

}  // namespace dance
