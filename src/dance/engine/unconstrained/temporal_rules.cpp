#include "dance/engine/unconstrained/temporal_rules.h"

#include <algorithm>

#include "dance/core/integers.h"

namespace dance::unconstrained {

namespace {

// What several levels demand together of the product of one dimension's factors.
struct Together {
  std::int64_t multiple = 1;  // it is a multiple of this
  std::int64_t limit = 1;     // and at most this; 0: any

  void take(std::int64_t exact, std::int64_t most) {
    if (exact != 0) multiple = saturated_product(multiple, exact);
    const std::int64_t here = exact != 0 ? exact : most;
    limit = here == 0 ? 0 : saturated_product(limit, here);
  }
  bool allows(std::int64_t product) const {
    return product % multiple == 0 && (limit == 0 || product <= limit);
  }
};

}  // namespace

TemporalRules::TemporalRules(const MergedLayer& layer, std::size_t depth) : levels_(depth) {
  std::array<Together, kDims> outside{};
  for (std::size_t l = 0; l < depth; ++l) {
    const LoopConstraint& constraint = layer.constraints().level(l).temporal;
    Level& level = levels_[l];
    level.free = constraint.is_free();
    for (std::size_t d = 0; d < layer.size(); ++d) {
      const Dim dim = layer.dims()[d].parts.front();
      level.exact[d] = constraint.exact[dim];
      level.most[d] = constraint.most[dim];
      level.multiple[d] = outside[d].multiple;
      level.limit[d] = outside[d].limit;
      outside[d].take(level.exact[d], level.most[d]);
    }
    for (Dim dim : constraint.permutation) {
      if (layer.place(dim) >= 0) {
        level.innermost.dims[level.innermost.size++] = static_cast<std::uint8_t>(layer.place(dim));
      }
    }
  }
}

bool TemporalRules::allows(std::size_t l, std::size_t dim, std::int64_t factor, std::int64_t outside) const {
  const Level& level = levels_[l];
  return (level.exact[dim] == 0 || factor == level.exact[dim]) &&
         (level.most[dim] == 0 || factor <= level.most[dim]) &&
         Together{level.multiple[dim], level.limit[dim]}.allows(outside);
}

bool may_make(const MappingConstraints& constraints, std::size_t depth, const Bounds& temporal) {
  for (Dim d : kAllDims) {
    Together all;
    for (std::size_t l = 0; l < depth; ++l) {
      const LoopConstraint& level = constraints.level(l).temporal;
      all.take(level.exact[d], level.most[d]);
    }
    if (!all.allows(temporal[d])) return false;
  }
  return true;
}

}  // namespace dance::unconstrained
