// The units of work of the unconstrained mapper: every spatial choice with every bypass, by ascending lower
// bound.
#pragma once

#include <vector>

#include "dance/engine/unconstrained/tile_search.h"

namespace dance::any_map {

class Units {
 public:
  Units(const MergedLayer& layer, const Hierarchy& hierarchy, const SpatialChoices& spatial);

  // The `each` best bypasses of each spatial choice, by energy of those of each tensor alone.
  std::vector<Unit> best_of_each(std::size_t each, MappingPolicy policy) const;
  // All whose bound may improve on the best mapping. Of those beyond `limit` only the least bound is kept, in
  // `rest`.
  std::vector<Unit> open(const Incumbent& incumbent, std::size_t limit, PolicyKey& rest) const;

 private:
  struct Chains {
    const SpatialChoice* choice = nullptr;
    std::array<std::vector<ChainTraffic>, kTensors> chains;  // by ascending energy
    double compute_cycles = 0;
    double fixed_pj = 0;  // least of MACs and leakage
  };

  Unit unit_of(const Chains& chains, const std::array<std::size_t, kTensors>& picked) const;
  void append_open(const Chains& chains, const Incumbent& incumbent, std::vector<Unit>& units) const;

  const Hierarchy& hierarchy_;
  double macs_ = 0;
  std::vector<Chains> all_;
};

}  // namespace dance::any_map
