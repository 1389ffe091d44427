// An explanation as JSON (docs/formats.md, "--json of cost, explain, explore, model and map"). `source` of an
// item counts from 0 into `sources`.
#pragma once

#include "dance/engine/cost/explain.h"
#include "dance/report/cost_json.h"

namespace dance {

// The parts `sources`, `energy`, `area` and `layers`. `layers` has the layers of these names, or all of them
// where `names` is empty.
Json to_json(const Explanation& explanation, const NetworkCost& cost, const std::vector<std::string>& names);

}  // namespace dance
