// Accelerators, mappings and costs as JSON, and read back. One spelling for design.json and for every --json
// output.
//
// A mapping is an object of levels; each lists its loops as dimension and factor, outermost first, loops of
// bound 1 left out:
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
Json to_json(const Limits& limits);  // those that there are
Json to_json(const Performance& performance);
Json to_json(const Mapping& mapping);
Json to_json(const LayerCost& cost);
Json to_json(const Accelerator& accelerator, const AcceleratorChoices& choices);

// Readers of what the writers above wrote; what is wrong becomes a fault of the map's file. JSON is read as
// the YAML that it is, so faults carry their line.
Metrics read_metrics(ConfigMap map);
CostFunction read_cost_function(ConfigMap map);
// Those that are given, each in `range`; the map is not finished.
Limits read_limits(ConfigMap& map, const NumberRange& range);
Mapping read_mapping(ConfigMap map);
LayerCost read_layer_cost(ConfigMap map);
// The indices stay 0: they belong to a hardware space. What they stand for goes to `choices`.
Accelerator read_accelerator(ConfigMap map, AcceleratorChoices& choices);

// JSON text as files hold it: indented by two, a newline at the end. Throws Error::run_failure naming the
// first number that is not finite.
std::string json_text(const Json& json);

}  // namespace dance
