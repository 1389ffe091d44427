// Reader of Timeloop's constraints on mappings: `mapspace_constraints` and `mapspace`, of what a mapper is to
// look at, and `architecture_constraints` and `arch_constraints`, of what the hardware can do. They are read
// alike and hold together.
//
// Each is a list of constraints, or a map with the list as `targets` or `constraints`. A constraint has a
// `target` (or `name`), a storage level, and a `type`:
//   temporal                   `factors` and `permutation` of the level's loops
//   spatial                    the same of the fan-out below the level, and `split`
//   bypass, datatype           `keep` and `bypass`, lists of tensors
//   utilization, parallelism   `min`, the least share of all instances in use, at the innermost level
// docs/timeloop.md says what they mean. Source: the classes Constraints and Uber of NVlabs/timeloop.
#pragma once

#include <string>
#include <vector>

#include "dance/engine/timeloop/architecture.h"
#include "dance/engine/timeloop/documents.h"
#include "dance/engine/timeloop/problem.h"
#include "dance/engine/unconstrained/constraints.h"

namespace dance::timeloop {

// The top-level keys of constraints, and `constraints`, which only looks like one.
const std::vector<std::string>& constraint_keys();

// What is wrong becomes a fault of its file, and what the user should know a note of `documents`. The result
// is of use only where there are no faults. Without constraints it has no levels.
MappingConstraints read_constraints(Documents& documents, const Architecture& architecture,
                                    const Problem& problem);

}  // namespace dance::timeloop
