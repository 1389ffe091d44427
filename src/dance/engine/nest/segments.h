// Segments of one length on a line: where they start, and how many different numbers they hold.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

namespace dance {

// `count` places, each `step` from the one before.
struct AxisSpread {
  std::int64_t count = 1, step = 0;
  auto operator<=>(const AxisSpread&) const = default;
};

// The different sums that take one place of each spread, i * step with 0 <= i < count; ascending.
std::vector<std::int64_t> places(std::span<const AxisSpread> spreads);
inline std::vector<std::int64_t> places(const AxisSpread& a, const AxisSpread& b) {
  return places(std::array{a, b});
}

// Different numbers in segments of `length` that start at each of `starts`, which ascend.
inline std::int64_t covered(const std::vector<std::int64_t>& starts, std::int64_t length) {
  std::int64_t sum = length;
  for (std::size_t i = 1; i < starts.size(); ++i) sum += std::min(length, starts[i] - starts[i - 1]);
  return sum;
}

}  // namespace dance
