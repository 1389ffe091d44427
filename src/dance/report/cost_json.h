// Accelerators, mappings and costs written as JSON and read back, in the same way for design.json and for
// every --json output.
//
// A mapping is an object of levels. Each level lists its loops as dimension and factor, outermost first,
// without those of bound 1:
//   {"dram": "M4 C2", "buffer": "P16 Q16", "spatial_x": "C8", "spatial_y": "M12", "register_file": "R3 S3",
//    "weights_bypass_buffer": false}
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "dance/core/config.h"
#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/cost/performance.h"
#include "dance/engine/hardware/space.h"

namespace dance {

using Json = nlohmann::ordered_json;

Json to_json(const Metrics& metrics);  // latency_ms, energy_mj, area_mm2, edap
Json to_json(const CostFunction& cost);
Json to_json(const Limits& limits);  // without those that are not set
Json to_json(const Performance& performance);
Json to_json(const Mapping& mapping);
Json to_json(const LayerCost& cost);
Json to_json(const Accelerator& accelerator, const AcceleratorChoices& choices);

// Readers of what the functions above write. What is wrong becomes a fault of the map's file. JSON is also
// YAML and is read as such, so that faults have their line.
Metrics read_metrics(ConfigMap map);
CostFunction read_cost_function(ConfigMap map);
// The limits that are given, each of which must lie in `range`. The map is not finished.
Limits read_limits(ConfigMap& map, const NumberRange& range);
Mapping read_mapping(ConfigMap map);
LayerCost read_layer_cost(ConfigMap map);
// The accelerator's indices, which are places in the lists of a hardware space, stay 0. What they stand for
// is written to `choices`.
Accelerator read_accelerator(ConfigMap map, AcceleratorChoices& choices);

// JSON text as files hold it: indented by two, a newline at the end. Throws Error::run_failure naming the
// first number that is not finite.
std::string json_text(const Json& json);

}  // namespace dance
