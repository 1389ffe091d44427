// A result of the model as JSON, with all of `expected` in tests/reference/timeloop/cases.jsonl: cycles,
// utilization (a text with two decimals), levels (nest/nest_json.h), macs, mac_energy_pj and
// storage_and_mac_energy_pj; beside them feasible, limiting_level (a level's name, or null where the array
// sets the cycles), utilization_ratio (a number), area_mm2 where areas are known, and array_pass
// (nest/nest_json.h) where the files state a pass of the array. Without an ERT there are no energies. An
// infeasible mapping gives {"feasible": false, "infeasible": [{level, resource, needed, available, lacking},
// ...]} instead.
#pragma once

#include <nlohmann/json.hpp>

#include "dance/engine/timeloop/model.h"

namespace dance::timeloop {

// {level, resource, needed, available, lacking}
nlohmann::ordered_json to_json(const Misfit& misfit);
nlohmann::ordered_json to_json(const ModelResult& result, const ModelInput& input);

}  // namespace dance::timeloop
