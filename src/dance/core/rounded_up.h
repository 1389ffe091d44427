// Numbers in messages that name the least value that will do: rounded, such a number must not become too
// small.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace dance {

// `value` (> 0) with so many significant digits, rounded up.
inline std::string rounded_up(double value, int digits) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) + 1 - digits);
  const std::string text = fmt::format("{:.{}g}", std::ceil(value / unit) * unit, digits);
  return std::stod(text) >= value ? text
                                  : fmt::format("{:.{}g}", (std::ceil(value / unit) + 1) * unit, digits);
}

}  // namespace dance
