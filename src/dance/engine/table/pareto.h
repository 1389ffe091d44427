// The Pareto front over latency, energy and area: the points that no other point dominates. A point dominates
// another where it is at least as good in all three and better in one. Of points that are equal in all three,
// the one of lowest index stays.
//
// Points come one by one or as another front, so that a space of any size can pass through. They wait in a
// buffer until there are as many as the front has; then both are sorted by latency and compared with a
// staircase, the least area so far by energy. This takes O(n log n) in all, is exact, and does not depend on
// the order in which points come.
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
