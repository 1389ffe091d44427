#include "dance/engine/unconstrained/axis_union.h"

namespace dance::any_map {

AxisUnion AxisUnions::of(const std::vector<AxisSpread>& spreads) {
  AxisUnion out;
  if (spreads.empty()) return out;
  if (spreads.size() == 1) {
    out.count_ = static_cast<double>(spreads.front().count);
    out.step_ = static_cast<double>(spreads.front().step);
    return out;
  }
  const auto [entry, is_new] = known_.try_emplace(spreads);
  if (is_new) {
    const std::vector<std::int64_t> starts = places(spreads);
    std::map<std::int64_t, std::int64_t> gaps;
    for (std::size_t i = 1; i < starts.size(); ++i) ++gaps[starts[i] - starts[i - 1]];
    for (const auto& [words, count] : gaps)
      entry->second.push_back({static_cast<double>(words), static_cast<double>(count)});
  }
  out.gaps_ = &entry->second;
  return out;
}

}  // namespace dance::any_map
