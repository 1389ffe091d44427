// A hardware space that is too large for a cost table, narrowed to the values that the best accelerators of a
// network space's networks have. What is then searched is the exact table of those values together.
#pragma once

#include <cstdint>

#include "dance/core/config_keys.h"
#include "dance/core/work_context.h"
#include "dance/engine/cost/limits.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/hardware/space.h"
#include "dance/search/space/network_space.h"

namespace dance {

struct NarrowingOptions {
  std::int64_t above = 1'000'000;  // accelerators: smaller spaces stay as they are
  std::int64_t most = 300'000;     // accelerators of the narrowed space
  std::int64_t lattice = 200'000;  // accelerators swept at once
  std::int64_t networks = 400;     // random ones, whose best accelerators count
  std::uint64_t seed = 0;
};

// All but `lattice` and `seed`.
void declare_keys(ConfigKeys& keys, NarrowingOptions& options);

// `space` itself where it is small. Else its values that are best for the reference network and for random
// ones, skipped and full ones, under `cost` (whose reference is not used) and, where there are limits, under
// those and for each metric alone. Kept in the cache. Throws Error::run_failure where the reference
// network has no accelerator.
HardwareSpace narrowed(const NetworkSpace& networks, const HardwareSpace& space, CostFunction cost,
                       const Limits& limits, const NarrowingOptions& options, const WorkContext& context);

}  // namespace dance
