// An explanation as JSON (docs/formats.md, "dance explain --json"). The `source` of an item is its
// place in `sources`, from 0 on.
#pragma once

#include "dance/engine/cost/explain.h"
#include "dance/report/cost_json.h"

namespace dance {

// The parts `sources`, `energy`, `area` and `layers`. `layers` has the layers of these names, or all of them
// where `names` is empty.
Json to_json(const Explanation& explanation, const NetworkCost& cost, const std::vector<std::string>& names);

}  // namespace dance
