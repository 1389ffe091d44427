// Words along one axis of the inputs that the tiles of several instances hold together, which is what is
// sent where instances share words (`multicast: words`). The tiles are segments of one length, and their
// places are sums of multiples of the spatial loops' steps.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "dance/engine/nest/segments.h"

namespace dance::unconstrained {

class AxisUnion {
 public:
  // The number of different words in segments of this length at all places.
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

// Finds unions by their spreads, and those of several spreads only once.
class AxisUnions {
 public:
  // The union is valid as long as this object.
  AxisUnion of(const std::vector<AxisSpread>& spreads);

 private:
  std::map<std::vector<AxisSpread>, std::vector<AxisUnion::Gap>> known_;
};

}  // namespace dance::unconstrained
