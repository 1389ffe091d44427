#include "dance/engine/table/pareto.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

namespace dance {

namespace {

constexpr std::size_t kLeastBuffer = 4096;

auto order(const ParetoPoint& point) {
  return std::make_tuple(point.metrics.latency_ms, point.metrics.energy_mj, point.metrics.area_mm2,
                         point.index);
}

// The least area of what has come, by energy: ascending energy, descending area.
class Staircase {
 public:
  // Whether a point is dominated by, or equal to, an earlier one; if not, it joins.
  bool covers(const Metrics& metrics) {
    const auto above = steps_.upper_bound(metrics.energy_mj);
    if (above != steps_.begin() && std::prev(above)->second <= metrics.area_mm2) return true;
    auto next = steps_.insert_or_assign(above, metrics.energy_mj, metrics.area_mm2);
    for (++next; next != steps_.end() && next->second >= metrics.area_mm2;) next = steps_.erase(next);
    return false;
  }

 private:
  std::map<double, double> steps_;
};

}  // namespace

void ParetoFront::insert(std::int64_t index, const Metrics& metrics) {
  points_.push_back({index, metrics});
  if (points_.size() >= 2 * std::max(reduced_, kLeastBuffer)) reduce();
}

void ParetoFront::merge(const ParetoFront& other) {
  points_.insert(points_.end(), other.points_.begin(), other.points_.end());
  reduce();
}

const std::vector<ParetoPoint>& ParetoFront::points() {
  if (reduced_ < points_.size()) reduce();
  return points_;
}

void ParetoFront::reduce() {
  std::sort(points_.begin(), points_.end(),
            [](const ParetoPoint& a, const ParetoPoint& b) { return order(a) < order(b); });
  Staircase staircase;
  std::erase_if(points_, [&](const ParetoPoint& point) { return staircase.covers(point.metrics); });
  reduced_ = points_.size();
}

}  // namespace dance
