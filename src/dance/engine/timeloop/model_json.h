// A result of the model as JSON, in the form of tests/reference/timeloop/cases.jsonl's `expected`: cycles,
// utilization (text with two decimals), levels from the innermost outward (cycles, and per tensor kept:
// tile_words, instances, reads, fills, updates per instance, energy_pj of all), macs, mac_energy_pj,
// storage_and_mac_energy_pj. An infeasible mapping gives {"feasible": false, "infeasible": [{level, resource,
// needed, available, lacking}, ...]} instead.
#pragma once

#include <nlohmann/json.hpp>

#include "dance/engine/timeloop/model.h"

namespace dance::timeloop {

// {level, resource, needed, available, lacking}
nlohmann::ordered_json to_json(const Misfit& misfit);
nlohmann::ordered_json to_json(const ModelResult& result, const ModelInput& input);

}  // namespace dance::timeloop
