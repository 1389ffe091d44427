// Accelerators and shapes in short, as a user writes them on the command line.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dance/engine/hardware/space.h"

namespace dance::cli {

// "pe_x=12,pe_y=12,...": one point of the space; a parameter of one value may be left out. `text` is what
// faults name. Throws Error with all faults.
Accelerator parse_accelerator(const std::string& assignments, const HardwareSpace& space,
                              const std::string& text);

// Shapes of a model's inputs, each NAME=1,3,224,224; the name may hold '=' and ':'. Throws Error with all
// faults.
std::map<std::string, std::vector<std::int64_t>> parse_input_shapes(
    const std::vector<std::string>& assignments);
// "choice=then" -> choice, true.
std::map<std::string, bool> parse_branches(const std::vector<std::string>& assignments);

}  // namespace dance::cli
