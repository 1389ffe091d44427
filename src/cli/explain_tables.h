// An explanation as tables of at most 120 columns.
#pragma once

#include <string>

#include "dance/engine/cost/explain.h"

namespace dance::cli {

// count x pJ = energy for each item that is not 0, with shares and the number of the source.
std::string energy_table(const std::vector<EnergyItem>& items);
// How the cycles of the resources make a layer's latency, for the heading of the table.
std::string cycle_rule(const Explanation& explanation);
// One line per layer: the cycles of each resource, which one limits and by how much.
std::string cycle_table(const Explanation& explanation);
// One layer: for each resource, words / words per cycle = cycles.
std::string cycle_table(const LayerExplanation& layer, std::int64_t word_bits);
std::string area_table(const std::vector<AreaItem>& items);
std::string source_list(const std::vector<std::string>& sources);

}  // namespace dance::cli
