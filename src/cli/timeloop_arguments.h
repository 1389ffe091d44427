// What Timeloop's files hold, in a line each.
#pragma once

#include <string>

#include "dance/engine/timeloop/model.h"

namespace dance::cli {

// "DRAM > buffer > 4 x 4 registers > 4 x 4 multiplier"
std::string describe(const timeloop::Architecture& architecture);
// "C=4 M=8 R=3 S=3, conv, strides 2 x 2"
std::string describe(const timeloop::Problem& problem);

}  // namespace dance::cli
