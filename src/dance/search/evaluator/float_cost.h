// The cost function in float32 with its references folded into the factors, for loops over many accelerators:
//   product: scale * L^p.latency * E^p.energy * A^p.area;  else  latency * L + energy * E + area * A
#pragma once

#include "dance/engine/cost/objective.h"

namespace dance {

struct FloatCost {
  explicit FloatCost(const CostFunction& cost)
      : product(cost.kind != CostKind::Weighted), plain(product && cost.powers().all_one()) {
    const Metrics& r = cost.reference;
    const CostFunction::Powers p = cost.powers();
    scale = static_cast<float>(
        1 / (power(r.latency_ms, p.latency) * power(r.energy_mj, p.energy) * power(r.area_mm2, p.area)));
    latency_power = static_cast<float>(p.latency);
    energy_power = static_cast<float>(p.energy);
    area_power = static_cast<float>(p.area);
    latency = static_cast<float>(cost.latency_weight / r.latency_ms);
    energy = static_cast<float>(cost.energy_weight / r.energy_mj);
    area = static_cast<float>(cost.area_weight / r.area_mm2);
  }
  bool product, plain;  // plain: all powers are 1
  float scale, latency_power, energy_power, area_power;
  float latency, energy, area;
};

}  // namespace dance
