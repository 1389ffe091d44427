// Applies Accelergy's energy and area reference tables (ERT and ART, versions 0.3 and 0.4) to an
// architecture.
//
// A component's table is the one of its full path or, where there is none, the only one of its last name. An
// action costs as much as its most expensive row. The actions of a read, of fills and updates and of a MAC
// are looked for under the names that Timeloop knows, in its order: for a read random_read, then read.
// Energies are in pJ and areas in um2, both of one instance.
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
