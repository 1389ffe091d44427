// The range of a number that a user gives.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace dance {

struct IntegerRange {
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

struct NumberRange {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool open_min = false;  // min itself is excluded
};

// The range as a message says it: "an integer in 1..8", "a number above 0".
std::string describe(const IntegerRange& range);
std::string describe(const NumberRange& range);

}  // namespace dance
