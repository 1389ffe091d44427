// Accelerators of a space with their metrics, as files: every hardware parameter, latency, energy, area and
// EDAP.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dance/engine/table/pareto.h"
#include "dance/report/cost_json.h"

namespace dance {

// The first line of a CSV file, and a line for each accelerator. Names are quoted where RFC 4180 needs it.
std::string accelerators_csv_head();
std::string accelerators_csv_lines(const std::vector<ParetoPoint>& points, const HardwareSpace& space);
// The columns that say what an accelerator is, index first, without a comma or line break behind them.
std::string parameters_csv_head();
std::string parameters_csv(std::int64_t index, const HardwareSpace& space);
std::string csv_cell(const std::string& text);  // quoted where RFC 4180 needs it

// {"index", "accelerator"}
Json accelerator_json(std::int64_t index, const HardwareSpace& space);
// [{"index", "accelerator", "metrics"}, ...]
Json accelerators_json(const std::vector<ParetoPoint>& points, const HardwareSpace& space);

}  // namespace dance
