// Accelerators and lists in short, as a user writes them on the command line.
#pragma once

#include <string>
#include <vector>

#include "dance/hardware/space.h"

namespace dance::cli {

// "a,b" -> "a", "b".
std::vector<std::string> split_list(const std::string& text);

// "pe_x=12,pe_y=12,...": one point of the space; a parameter of one value may be left out. `text` is what
// faults name. Throws Error with all faults.
Accelerator parse_accelerator(const std::string& assignments, const HardwareSpace& space,
                              const std::string& text);

}  // namespace dance::cli
