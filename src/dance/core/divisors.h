#pragma once

#include <cstdint>
#include <vector>

namespace dance {

// The divisors of n >= 1, ascending, from 1 to n itself.
std::vector<std::int64_t> divisors_of(std::int64_t n);

}  // namespace dance
