// The two texts of a mapping directive: factors ("C=16 M=6", "C16,M6"; 0: what the other levels leave) and
// permutation ("CMRS", innermost first).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dance/core/config.h"

namespace dance::timeloop {

// Dimension -> factor, those given. `dimensions` are the letters allowed. What is wrong becomes a fault.
std::map<char, std::int64_t> read_factors(const ConfigValue& value, const std::vector<char>& dimensions);

// All dimensions, innermost first: those given, then the others in the order of `dimensions`.
std::vector<char> read_permutation(const ConfigValue& value, const std::vector<char>& dimensions);

}  // namespace dance::timeloop
