#include "dance/core/ranges.h"

#include <fmt/format.h>

#include <cmath>

namespace dance {

std::string describe(const IntegerRange& range) {
  constexpr IntegerRange kAny;
  if (range.min == kAny.min && range.max == kAny.max) return "an integer";
  if (range.max == kAny.max) return fmt::format("an integer of at least {}", range.min);
  if (range.min == kAny.min) return fmt::format("an integer of at most {}", range.max);
  return fmt::format("an integer in {}..{}", range.min, range.max);
}

std::string describe(const NumberRange& range) {
  const bool bounded_below = std::isfinite(range.min), bounded_above = std::isfinite(range.max);
  if (!bounded_below && !bounded_above) return "a number";
  if (!bounded_above)
    return fmt::format("a number {} {}", range.open_min ? "above" : "of at least", range.min);
  if (!bounded_below) return fmt::format("a number of at most {}", range.max);
  return fmt::format("a number in {}{}..{}]", range.open_min ? "(" : "[", range.min, range.max);
}

}  // namespace dance
