// A result of the model as JSON, in the form of `expected` in tests/reference/timeloop/cases.jsonl: cycles,
// utilization (a text with two decimals), levels, macs, mac_energy_pj and storage_and_mac_energy_pj. Levels
// come from the innermost outwards; each has its cycles and, for every tensor that it keeps, tile_words,
// instances, the reads, fills and updates of one instance, and the energy_pj of all instances. An
// infeasible mapping gives {"feasible": false, "infeasible": [{level, resource, needed, available,
// lacking}, ...]} instead.
#pragma once

#include <nlohmann/json.hpp>

#include "dance/engine/timeloop/model.h"

namespace dance::timeloop {

// {level, resource, needed, available, lacking}
nlohmann::ordered_json to_json(const Misfit& misfit);
nlohmann::ordered_json to_json(const ModelResult& result, const ModelInput& input);

}  // namespace dance::timeloop
