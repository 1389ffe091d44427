#include "dance/engine/mapping/spatial_factors.h"

namespace dance {

namespace {

class Walk {
 public:
  Walk(const MapProblem& problem, const std::function<void(const SpatialFactors&)>& visit)
      : problem_(problem), visit_(visit) {}

  // Gives the dimensions from `position` on their factors; those before it have theirs.
  void place(std::size_t position) {
    if (position == kMappedDims.size()) {
      visit_(chosen_);
      return;
    }
    const Dim d = kMappedDims[position];
    const std::int64_t x = chosen_.pe_x, y = chosen_.pe_y;
    for (const SpatialFactor& option : problem_.spatial_options[d]) {
      chosen_.pe_x = option.axis == SpatialFactor::Axis::X ? x * option.factor : x;
      chosen_.pe_y = option.axis == SpatialFactor::Axis::Y ? y * option.factor : y;
      if (chosen_.pe_x > problem_.limits.pe_x || chosen_.pe_y > problem_.limits.pe_y) continue;
      chosen_.of[d] = option;
      place(position + 1);
    }
    chosen_.pe_x = x, chosen_.pe_y = y;
  }

 private:
  const MapProblem& problem_;
  const std::function<void(const SpatialFactors&)>& visit_;
  SpatialFactors chosen_;
};

}  // namespace

void for_each_spatial_factors(const MapProblem& problem,
                              const std::function<void(const SpatialFactors&)>& visit) {
  Walk(problem, visit).place(0);
}

}  // namespace dance
