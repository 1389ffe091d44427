// Accelerators that several networks share, as files: every hardware parameter, the combined cost, and each
// network's figures. The networks' names are unique.
#pragma once

#include <string>
#include <vector>

#include "dance/engine/table/shared_goal.h"
#include "dance/report/cost_json.h"

namespace dance {

// The first line of a CSV file, with the columns NAME_latency_ms, NAME_energy_mj and NAME_relative_cost for
// each network, and the line of an accelerator.
std::string shared_csv_head(const std::vector<std::string>& networks);
std::string shared_csv_line(const SharedAccelerator& shared, const HardwareSpace& space);

// {"index", "accelerator", "area_mm2", "cost", "relative_latency", "relative_energy", "networks": [{"name",
// "metrics", "relative_cost"}, ...]}
Json to_json(const SharedAccelerator& shared, const HardwareSpace& space,
             const std::vector<std::string>& networks);

}  // namespace dance
