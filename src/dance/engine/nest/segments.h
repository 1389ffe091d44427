// Segments of one length on a line: how many different numbers they hold.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace dance {

// Different values of i * step_a + j * step_b for i < count_a, j < count_b; ascending.
inline std::vector<std::int64_t> places(std::int64_t step_a, std::int64_t count_a, std::int64_t step_b,
                                        std::int64_t count_b) {
  std::vector<std::int64_t> found;
  found.reserve(static_cast<std::size_t>(count_a * count_b));
  for (std::int64_t i = 0; i < count_a; ++i) {
    for (std::int64_t j = 0; j < count_b; ++j) found.push_back(i * step_a + j * step_b);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

// Different numbers in segments of `length` that start at each of `starts`, which ascend.
inline std::int64_t covered(const std::vector<std::int64_t>& starts, std::int64_t length) {
  std::int64_t sum = length;
  for (std::size_t i = 1; i < starts.size(); ++i) sum += std::min(length, starts[i] - starts[i - 1]);
  return sum;
}

}  // namespace dance
