// Timeloop's files on the command line, and what they hold in a line each.
#pragma once

#include <string>

#include "dance/engine/timeloop/model.h"

namespace dance::cli {

// Whether `file` is YAML or JSON with this key at its top. It is also false for a file that cannot be read;
// whoever reads the file next says what is wrong with it.
bool has_top_key(const std::string& file, const std::string& key);

// "DRAM > buffer > 4 x 4 registers > 4 x 4 multiplier"
std::string describe(const timeloop::Architecture& architecture);
// "C=4 M=8 R=3 S=3, conv, strides 2 x 2"
std::string describe(const timeloop::Problem& problem);

}  // namespace dance::cli
