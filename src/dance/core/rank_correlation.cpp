#include "dance/core/rank_correlation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace dance {

namespace {

std::int64_t pairs_of(std::int64_t count) { return count * (count - 1) / 2; }

// The number of pairs of equal items in a sorted list.
template <typename T>
std::int64_t tied_pairs(const std::vector<T>& sorted) {
  std::int64_t pairs = 0, run = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

// Sorts `values` by a bottom-up merge sort and counts the pairs i < j with values[i] > values[j].
std::int64_t sort_counting_inversions(std::vector<double>& values) {
  std::vector<double> merged(values.size());
  std::int64_t inversions = 0;
  for (std::size_t width = 1; width < values.size(); width *= 2) {
    for (std::size_t begin = 0; begin < values.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, values.size()),
                        end = std::min(begin + 2 * width, values.size());
      std::size_t left = begin, right = middle;
      for (std::size_t k = begin; k < end; ++k) {
        const bool from_left = left < middle && (right == end || values[left] <= values[right]);
        if (!from_left) inversions += static_cast<std::int64_t>(middle - left);
        merged[k] = from_left ? values[left++] : values[right++];
      }
    }
    values.swap(merged);
  }
  return inversions;
}

}  // namespace

std::optional<double> kendall_tau(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<std::pair<double, double>> items(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) items[i] = {x[i], y[i]};
  std::sort(items.begin(), items.end());
  std::vector<double> first, second;
  for (const auto& [a, b] : items) {
    first.push_back(a);
    second.push_back(b);
  }
  const std::int64_t all = pairs_of(static_cast<std::int64_t>(x.size()));
  const std::int64_t tied_both = tied_pairs(items), tied_first = tied_pairs(first);
  const std::int64_t discordant = sort_counting_inversions(second), tied_second = tied_pairs(second);
  if (tied_first == all || tied_second == all) return std::nullopt;
  const std::int64_t concordant = all - tied_first - tied_second + tied_both - discordant;
  return static_cast<double>(concordant - discordant) / (std::sqrt(static_cast<double>(all - tied_first)) *
                                                         std::sqrt(static_cast<double>(all - tied_second)));
}

}  // namespace dance
