#include "dance/engine/cost/cost_keys.h"

namespace dance {

namespace {

constexpr NumberRange kWeight{.min = 0, .max = 1e9};
constexpr NumberRange kPower{.min = 0, .max = 10};
constexpr NumberRange kLimit{.min = 0, .max = 1e9, .open_min = true};

}  // namespace

void declare_keys(ConfigKeys& keys, CostFunction& cost) {
  keys.choice_of({.name = "kind",
                  .meaning = "edap: latency x energy x area; edp: latency x energy; weighted: "
                             "weighted sum; product: product of powers"},
                 cost.kind, kCostKinds);
  const char* weighted = "weighted only: weight of the metric relative to its reference";
  keys.number({.name = "latency_weight", .meaning = weighted}, cost.latency_weight, kWeight);
  keys.number({.name = "energy_weight", .meaning = weighted}, cost.energy_weight, kWeight);
  keys.number({.name = "area_weight", .meaning = weighted}, cost.area_weight, kWeight);
  keys.check([&](const ConfigKeys::AddFault& fault) {
    if (cost.latency_weight + cost.energy_weight + cost.area_weight <= 0)
      fault("latency_weight", "all three weights are 0", "a weight above 0", "");
  });
  const char* product = "product only: power of the metric relative to its reference";
  keys.number({.name = "latency_power", .meaning = product}, cost.latency_power, kPower);
  keys.number({.name = "energy_power", .meaning = product}, cost.energy_power, kPower);
  keys.number({.name = "area_power", .meaning = product}, cost.area_power, kPower);
  keys.check([&](const ConfigKeys::AddFault& fault) {
    if (cost.latency_power + cost.energy_power + cost.area_power <= 0)
      fault("latency_power", "all three powers are 0", "a power above 0", "");
  });
}

void declare_keys(ConfigKeys& keys, Limits& limits) {
  keys.optional_number({.name = "max_latency_ms", .unit = "ms", .meaning = "not with the learned evaluator"},
                       limits.max_latency_ms, kLimit);
  keys.optional_number({.name = "max_energy_mj", .unit = "mJ", .meaning = "not with the learned evaluator"},
                       limits.max_energy_mj, kLimit);
  keys.optional_number({.name = "max_area_mm2", .unit = "mm2", .meaning = "of the accelerator"},
                       limits.max_area_mm2, kLimit);
}

}  // namespace dance
