#include "dance/engine/unconstrained/spatial_choices.h"

#include <algorithm>
#include <map>
#include <utility>

#include "dance/engine/unconstrained/temporal_rules.h"

namespace dance::unconstrained {

namespace {

// All choices of one fan-out for what is left of each dimension.
class OneFanout {
 public:
  OneFanout(const MergedLayer& layer, std::size_t level, const Bounds& left, std::int64_t x, std::int64_t y)
      : layer_(layer), constraint_(layer.constraints().level(level).fanout), left_(left) {
    place(0, FanoutChoice{}, x, y);
  }

  // By what is used of each loop dimension, since this decides what is left for the other fan-outs.
  std::map<Bounds, FanoutChoice> found;

 private:
  void place(std::size_t d, const FanoutChoice& so_far, std::int64_t x, std::int64_t y) {
    if (d == kDims) {
      if (!constraint_.allows_axes(so_far.x, so_far.y, layer_.constraints().dimensions)) return;
      Bounds used = kUnitBounds;
      for (Dim dim : kAllDims) used[dim] = so_far.x[dim] * so_far.y[dim];
      FanoutChoice& entry = found.try_emplace(used, so_far).first->second;
      entry.merged = layer_.merged(used);
      return;
    }
    if (constraint_.allows(kAllDims[d], 1)) place(d + 1, so_far, x, y);
    for (std::int64_t factor = 2; factor <= std::min(left_[d], std::max(x, y)); ++factor) {
      if (left_[d] % factor != 0 || !constraint_.allows(kAllDims[d], factor)) continue;
      FanoutChoice next = so_far;
      if (factor <= x) {
        next.x[d] = factor;
        place(d + 1, next, x / factor, y);
        next.x[d] = 1;
      }
      if (factor <= y) {
        next.y[d] = factor;
        place(d + 1, next, x, y / factor);
      }
    }
  }

  const MergedLayer& layer_;
  const FanoutConstraint& constraint_;
  const Bounds left_;
};

class AllFanouts {
 public:
  AllFanouts(const MergedLayer& layer, const Hierarchy& hierarchy, const SpatialLimits& limits)
      : layer_(layer), hierarchy_(hierarchy), limits_(limits) {
    choice_.fanouts.resize(hierarchy.levels.size());
    descend(0, layer.layer().bounds);
  }

  SpatialChoices take() {
    SpatialChoices out;
    out.complete = complete_;
    for (auto& [key, choice] : found_) out.choices.push_back(std::move(choice));
    std::stable_sort(out.choices.begin(), out.choices.end(),
                     [](const SpatialChoice& a, const SpatialChoice& b) { return a.macs > b.macs; });
    return out;
  }

 private:
  using Key = std::vector<Factors>;

  void descend(std::size_t level, const Bounds& left) {
    if (ended_) return;
    if (level == hierarchy_.levels.size()) {
      if (limits_.stop && limits_.stop()) end();
      if (!ended_ && allowed(left)) keep();
      return;
    }
    for (const auto& [used, fanout] : options(level, left)) {
      choice_.fanouts[level] = fanout;
      Bounds rest = left;
      for (Dim d : kAllDims) rest[d] /= used[d];
      descend(level + 1, rest);
    }
  }

  // The ways to use one fan-out, by what is used; where there are too many, those that use the most.
  std::vector<std::pair<Bounds, FanoutChoice>> options(std::size_t level, const Bounds& left) {
    const auto [x, y] = std::pair(hierarchy_.fanout_x(level), hierarchy_.fanout_y(level));
    const bool none = x == 1 && y == 1 && layer_.constraints().level(level).fanout.is_free();
    if (none) return {{kUnitBounds, FanoutChoice{}}};
    const OneFanout all(layer_, level, left, x, y);
    std::vector<std::pair<Bounds, FanoutChoice>> out(all.found.begin(), all.found.end());
    if (out.size() <= limits_.per_fanout) return out;
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
      return product_of(a.second.merged) > product_of(b.second.merged);
    });
    out.resize(limits_.per_fanout);
    complete_ = false;
    return out;
  }

  void end() {
    ended_ = true;
    complete_ = false;
  }

  // Whether the constraints allow what is left for temporal loops, and as few instances as are used.
  bool allowed(const Bounds& left) const {
    const MappingConstraints& constraints = layer_.constraints();
    if (constraints.levels.empty() && constraints.least_utilization == 0) return true;
    if (!may_make(constraints, hierarchy_.levels.size(), left)) return false;
    double used = 1, built = 1;
    for (std::size_t level = 0; level < hierarchy_.levels.size(); ++level) {
      built *= static_cast<double>(hierarchy_.fanout_x(level) * hierarchy_.fanout_y(level));
    }
    for (Dim d : kAllDims) used *= static_cast<double>(layer_.layer().bounds[d] / left[d]);
    return used >= constraints.least_utilization * built * (1 - 1e-12);
  }

  void keep() {
    Key key, mirrored;
    for (const FanoutChoice& fanout : choice_.fanouts) {
      key.push_back(fanout.merged);
      mirrored.push_back(layer_.exchanged(fanout.merged));
    }
    if (layer_.is_symmetric() && mirrored > key) return;
    choice_.macs = 1;
    for (const Factors& factors : key) choice_.macs *= product_of(factors);
    if (found_.size() == limits_.choices && !found_.contains(key)) {
      end();
      return;
    }
    found_.try_emplace(std::move(key), choice_);
  }

  const MergedLayer& layer_;
  const Hierarchy& hierarchy_;
  const SpatialLimits& limits_;
  SpatialChoice choice_;
  std::map<Key, SpatialChoice> found_;
  bool complete_ = true, ended_ = false;
};

}  // namespace

SpatialChoices spatial_choices(const MergedLayer& layer, const Hierarchy& hierarchy,
                               const SpatialLimits& limits) {
  return AllFanouts(layer, hierarchy, limits).take();
}

std::size_t bytes_of_choice(const Hierarchy& hierarchy) {
  // A node of the map, and the choice once more while the list is made.
  constexpr std::size_t kNode = 64, kOwn = sizeof(SpatialChoice) + sizeof(std::vector<Factors>);
  return kNode + kOwn + hierarchy.levels.size() * (sizeof(FanoutChoice) + sizeof(Factors));
}

}  // namespace dance::unconstrained
