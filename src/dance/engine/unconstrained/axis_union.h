// Words along one axis of the inputs that the tiles of several instances hold together, which is what is sent
// where instances share words (`multicast: words`). The tiles are alike, and their places are sums of
// multiples of the spatial loops' steps.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "dance/engine/nest/segments.h"
#include "dance/engine/nest/window.h"

namespace dance::unconstrained {

class AxisUnion {
 public:
  // The number of different words in the tiles at all places.
  double words() const { return windows_ == nullptr ? covered(tile_.words()) : windows_->words; }
  // Those that no tile held before all of them moved by `move` words, of either sign.
  double added(double move) const;

 private:
  friend class AxisUnions;
  struct Gap {  // between neighbouring places
    double words = 0, count = 0;
  };
  struct Windows {  // of tiles with gaps
    std::vector<std::int64_t> starts;
    double words = 0;
    std::map<std::int64_t, double> added;  // by the move's length
  };
  double covered(double length) const {
    if (gaps_ == nullptr) return length + (count_ - 1) * std::min(length, step_);
    double words = length;
    for (const Gap& gap : *gaps_) words += gap.count * std::min(length, gap.words);
    return words;
  }

  AxisTile tile_;
  double count_ = 1, step_ = 0;             // of a single spread
  const std::vector<Gap>* gaps_ = nullptr;  // of several, else null
  Windows* windows_ = nullptr;              // where the tile has gaps, else null
};

// Finds unions by their spreads, and those of several spreads only once.
class AxisUnions {
 public:
  // The union is valid as long as this object.
  AxisUnion of(const std::vector<AxisSpread>& spreads, const AxisTile& tile);

 private:
  using Key = std::tuple<std::vector<AxisSpread>, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;
  std::map<std::vector<AxisSpread>, std::vector<AxisUnion::Gap>> known_;
  std::map<Key, AxisUnion::Windows> known_windows_;
};

}  // namespace dance::unconstrained
