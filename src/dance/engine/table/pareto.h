// The Pareto front over latency, energy and area: the points that no other is at least as good as in all
// three and better in one. Of points equal in all three the one of lowest index stays.
//
// Fed point by point or front by front, so that a space of any size streams through it. Points wait in a
// buffer as long as the front; then both are sorted by latency and swept against a staircase (energy -> least
// area so far): O(n log n) in all, exact, and independent of the order of insertion.
#pragma once

#include <cstdint>
#include <vector>

#include "dance/engine/cost/objective.h"

namespace dance {

struct ParetoPoint {
  std::int64_t index = 0;
  Metrics metrics;
};

class ParetoFront {
 public:
  void insert(std::int64_t index, const Metrics& metrics);  // metrics are finite
  void merge(const ParetoFront& other);
  // By ascending latency, then energy, area.
  const std::vector<ParetoPoint>& points();

 private:
  void reduce();

  std::vector<ParetoPoint> points_;  // the front of the first `reduced_`, then what came since
  std::size_t reduced_ = 0;
};

}  // namespace dance
