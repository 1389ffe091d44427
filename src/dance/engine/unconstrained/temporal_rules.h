// Constraints on temporal loops, as the search over tiles needs them: by merged dimension, and with what
// the levels further out demand together. A dimension that a constraint names is merged with no other.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dance/engine/unconstrained/merged_layer.h"
#include "dance/engine/unconstrained/order_search.h"

namespace dance::unconstrained {

class TemporalRules {
 public:
  TemporalRules(const MergedLayer& layer, std::size_t depth);

  // Whether the level may have this factor of a dimension and the levels outside it the factors that make
  // `outside`. At the outermost level this is exact. Further in, a combination that is allowed here may
  // turn out to be impossible.
  bool allows(std::size_t level, std::size_t dim, std::int64_t factor, std::int64_t outside) const;
  // The loops that come innermost, in this order, innermost first.
  const LoopOrder& innermost(std::size_t level) const { return levels_[level].innermost; }
  // Whether nothing is demanded of the loops of the level.
  bool is_free(std::size_t level) const { return levels_[level].free; }

 private:
  struct Level {
    bool free = true;
    Factors exact{}, most{};  // 0: any
    // Of all levels outside this one: the product of exact factors, which divides what they make together,
    // and the most that they make together; 0: any.
    Factors multiple = kUnitFactors, limit = kUnitFactors;
    LoopOrder innermost;
  };
  std::vector<Level> levels_;
};

// Whether the temporal loops of all levels together may have these bounds.
bool may_make(const MappingConstraints& constraints, std::size_t depth, const Bounds& temporal);

}  // namespace dance::unconstrained
