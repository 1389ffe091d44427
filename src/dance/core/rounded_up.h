// Rounding for messages that tell a user the least value that will do.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace dance {

// `value` (> 0) with so many significant digits, rounded so that it is never less than `value`.
inline std::string rounded_up(double value, int digits) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) + 1 - digits);
  const std::string text = fmt::format("{:.{}g}", std::ceil(value / unit) * unit, digits);
  return std::stod(text) >= value ? text
                                  : fmt::format("{:.{}g}", (std::ceil(value / unit) + 1) * unit, digits);
}

}  // namespace dance
