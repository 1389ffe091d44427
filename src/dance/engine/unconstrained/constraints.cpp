#include "dance/engine/unconstrained/constraints.h"

#include <algorithm>

namespace dance {

namespace {

// Whether the order may be such that its first `split` dimensions are those on X.
bool may_split(const std::vector<Dim>& permutation, std::size_t split, const Bounds& x, const Bounds& y,
               std::size_t dimensions) {
  std::size_t others_on_x = 0, others_on_y = 0;
  for (Dim d : kAllDims) {
    const auto place = std::find(permutation.begin(), permutation.end(), d);
    if (place == permutation.end()) {
      others_on_x += x[d] > 1 ? 1 : 0;
      others_on_y += y[d] > 1 ? 1 : 0;
    } else {
      const bool on_x = static_cast<std::size_t>(place - permutation.begin()) < split;
      if ((on_x ? y : x)[d] > 1) return false;
    }
  }
  const std::size_t fixed = permutation.size();
  const std::size_t places_on_x = split > fixed ? split - fixed : 0;
  const std::size_t places_on_y = dimensions - std::min(dimensions, std::max(split, fixed));
  return others_on_x <= places_on_x && others_on_y <= places_on_y;
}

}  // namespace

bool LoopConstraint::names(Dim d) const {
  return exact[d] != 0 || most[d] != 0 ||
         std::find(permutation.begin(), permutation.end(), d) != permutation.end();
}

bool LoopConstraint::is_free() const {
  return std::none_of(kAllDims.begin(), kAllDims.end(), [&](Dim d) { return names(d); });
}

bool FanoutConstraint::allows_axes(const Bounds& x, const Bounds& y, std::size_t dimensions) const {
  if (split) return may_split(permutation, *split, x, y, dimensions);
  if (permutation.empty()) return true;
  for (std::size_t any = 0; any <= dimensions; ++any) {
    if (may_split(permutation, any, x, y, dimensions)) return true;
  }
  return false;
}

const LevelConstraint& MappingConstraints::level(std::size_t l) const {
  static const LevelConstraint kNothing;
  return l < levels.size() ? levels[l] : kNothing;
}

bool MappingConstraints::demands_loops() const {
  return std::any_of(levels.begin(), levels.end(), [](const LevelConstraint& level) {
    return !level.temporal.is_free() || !level.fanout.is_free();
  });
}

bool MappingConstraints::names_temporal(Dim d) const {
  return std::any_of(levels.begin(), levels.end(),
                     [&](const LevelConstraint& level) { return level.temporal.names(d); });
}

}  // namespace dance
