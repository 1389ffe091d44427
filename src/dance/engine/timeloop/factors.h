// The two texts of a mapping directive or a constraint: factors, such as "C=16 M=6" or "C16,M6", and a
// permutation, such as "CMRS", innermost loop first. A directive's factor of 0 stands for what the other
// levels leave. A constraint may limit a factor, as in "R<=3".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dance/core/config.h"

namespace dance::timeloop {

// The factors given, by dimension. `dimensions` are the letters allowed. What is wrong becomes a fault.
std::map<char, std::int64_t> read_factors(const ConfigValue& value, const std::vector<char>& dimensions);

struct FactorLimits {
  std::map<char, std::int64_t> exact, most;  // by dimension
};
// Those of a constraint. What is wrong becomes a fault.
FactorLimits read_factor_limits(const ConfigValue& value, const std::vector<char>& dimensions);

// The dimensions that the text names, innermost first.
std::vector<char> read_permutation_prefix(const ConfigValue& value, const std::vector<char>& dimensions);

// All dimensions, innermost first: those of the text, then the others in the order of `dimensions`.
std::vector<char> read_permutation(const ConfigValue& value, const std::vector<char>& dimensions);

}  // namespace dance::timeloop
