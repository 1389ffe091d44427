// Words along one axis of the inputs that the tiles of several instances hold together, under `multicast:
// words`: the instances' tiles are segments of one length whose places are sums of multiples of the steps of
// the spatial loops.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "dance/engine/nest/segments.h"

namespace dance::any_map {

class AxisUnion {
 public:
  // Different words in segments of `length` at all places.
  double covered(double length) const {
    if (gaps_ == nullptr) return length + (count_ - 1) * std::min(length, step_);
    double words = length;
    for (const Gap& gap : *gaps_) words += gap.count * std::min(length, gap.words);
    return words;
  }

 private:
  friend class AxisUnions;
  struct Gap {  // between neighbouring places
    double words = 0, count = 0;
  };
  double count_ = 1, step_ = 0;             // of a single spread
  const std::vector<Gap>* gaps_ = nullptr;  // of several, else null
};

// Unions by their spreads; those of several are found once.
class AxisUnions {
 public:
  // Valid as long as this object.
  AxisUnion of(const std::vector<AxisSpread>& spreads);

 private:
  std::map<std::vector<AxisSpread>, std::vector<AxisUnion::Gap>> known_;
};

}  // namespace dance::any_map
