// The best mapping of a layer on a hierarchy over the unconstrained map space, which users call `any`:
// every factorisation of the loop bounds over levels and fan-outs (without padding), every order at every
// level, and every bypass but at the outermost level, which keeps all tensors. Within one fan-out a
// dimension lies on one axis at most. A user's constraints leave some of these mappings out. Costs are those
// of counts_of and cost_of.
//
// Branch and bound (docs/mapper.md): dives along the best bounds find an incumbent, then every task (a
// spatial choice and a bypass) whose bound may improve on it is searched. The search ends with a proof, or
// at the time limit with a lower bound.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "dance/core/work_context.h"
#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/nest/fit.h"
#include "dance/engine/nest/nest.h"
#include "dance/engine/nest/nest_cost.h"
#include "dance/engine/unconstrained/constraints.h"

namespace dance {

struct UnconstrainedMapperOptions {
  MappingPolicy policy = MappingPolicy::Edp;
  double time_limit_s = 60;
  std::size_t max_memory_bytes = std::size_t{4} << 30;  // of what a search lists
  MappingConstraints constraints;                       // at most one per level of the hierarchy
};

struct UnconstrainedMapping {
  bool feasible = false;        // false: no mapping fits, or none was found in time (then not `proven`)
  bool proven = false;          // nothing in the map space is better
  std::vector<Misfit> misfits;  // why nothing fits
  Nest nest;
  NestCounts counts;
  NestCost cost;
  double value = 0;        // of the objective: pJ x cycles, pJ or cycles
  double lower_bound = 0;  // of the objective over the whole map space; the value itself where proven
  std::int64_t mappings_bounded = 0;    // partial and whole ones that a bound was computed for
  std::int64_t mappings_evaluated = 0;  // whole ones whose counts were computed
  double seconds = 0;
  struct Improvement {
    double seconds = 0, value = 0;
  };
  std::vector<Improvement> improvements;  // the best value over time

  double gap() const { return lower_bound > 0 ? value / lower_bound - 1 : 0; }
};

// Ties go by cycles (under latency by energy), then by the order of the search, so that the result is the
// same for any number of threads where it is proven. A search of more than a second shows the best value and
// the gap as its progress; one that is interrupted ends as at its time limit. Throws Error where the
// hierarchy has no level or more than eight, its outermost level may not keep a tensor, or a count does not
// fit into 64 bits.
UnconstrainedMapping map_unconstrained(const Layer& layer, const Hierarchy& hierarchy,
                                       const UnconstrainedMapperOptions& options, const WorkContext& context);

}  // namespace dance
