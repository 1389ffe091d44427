// The cost function in float32 with its references folded into the factors, for loops over many accelerators:
//   product: edap * L * E * A;  else  latency * L + energy * E + area * A
#pragma once

#include "dance/cost/objective.h"

namespace dance {

struct FloatCost {
  explicit FloatCost(const CostFunction& cost) : product(cost.kind == CostKind::Edap) {
    const Metrics& r = cost.reference;
    edap = static_cast<float>(1 / (r.latency_ms * r.energy_mj * r.area_mm2));
    latency = static_cast<float>(cost.latency_weight / r.latency_ms);
    energy = static_cast<float>(cost.energy_weight / r.energy_mj);
    area = static_cast<float>(cost.area_weight / r.area_mm2);
  }
  bool product;
  float edap, latency, energy, area;
};

}  // namespace dance
