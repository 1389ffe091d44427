// Accelergy's energy and area reference tables (ERT, ART; versions 0.3 and 0.4), applied to an architecture.
//
// A component's table is the one of its full path, else the only one of its last name. An action costs its
// most expensive row. Reads cost `read`, fills and updates `write`, a MAC `mac_random`; the other names that
// Timeloop knows for them are taken in its order. Energies in pJ, areas in um2, both of one instance.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dance/engine/timeloop/architecture.h"

namespace dance::timeloop {

// Fills in the unit energies. A component or action without an entry is a fault.
void apply_ert(const ConfigValue& ert, Architecture& architecture);

// Fills in the areas; returns the components that the table lacks.
std::vector<std::string> apply_art(const ConfigValue& art, Architecture& architecture);

}  // namespace dance::timeloop
