#include "dance/engine/unconstrained/axis_union.h"

namespace dance::unconstrained {

namespace {

std::vector<std::int64_t> places_of(const std::vector<AxisSpread>& spreads) {
  std::vector<std::int64_t> places = {0};
  for (const AxisSpread& spread : spreads) {
    const std::size_t known = places.size();
    for (std::int64_t i = 1; i < spread.count; ++i) {
      for (std::size_t p = 0; p < known; ++p) places.push_back(places[p] + i * spread.step);
    }
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

}  // namespace

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
    const std::vector<std::int64_t> places = places_of(spreads);
    std::map<std::int64_t, std::int64_t> gaps;
    for (std::size_t i = 1; i < places.size(); ++i) ++gaps[places[i] - places[i - 1]];
    for (const auto& [words, count] : gaps)
      entry->second.push_back({static_cast<double>(words), static_cast<double>(count)});
  }
  out.gaps_ = &entry->second;
  return out;
}

}  // namespace dance::unconstrained
