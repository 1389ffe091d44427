#include "dance/engine/unconstrained/axis_union.h"

#include <cmath>

namespace dance::unconstrained {

double AxisUnion::added(double move) const {
  if (windows_ == nullptr) return covered(std::min(tile_.words(), std::abs(move)));
  const auto length = static_cast<std::int64_t>(std::abs(move));
  const auto [entry, is_new] = windows_->added.try_emplace(length);
  if (is_new) entry->second = static_cast<double>(new_words_at(windows_->starts, tile_.window(), length));
  return entry->second;
}

AxisUnion AxisUnions::of(const std::vector<AxisSpread>& spreads, const AxisTile& tile) {
  AxisUnion out;
  out.tile_ = tile;
  if (tile.has_gaps()) {
    const Window& window = tile.window();
    const auto [entry, is_new] = known_windows_.try_emplace(
        Key{spreads, window.positions, window.taps, window.stride, window.dilation});
    AxisUnion::Windows& windows = entry->second;
    if (is_new) {
      windows.starts = places(spreads);
      windows.words = static_cast<double>(words_at(windows.starts, window));
    }
    out.windows_ = &windows;
    return out;
  }
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

}  // namespace dance::unconstrained
