// Narrows a hardware space that is too large for a cost table to the values that the best accelerators of a
// network space's networks have. The search then uses the exact table of these values in all combinations.
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
  std::int64_t above = 1'000'000;  // accelerators: spaces of up to so many stay as they are
  std::int64_t most = 300'000;     // accelerators of the narrowed space
  std::int64_t lattice = 200'000;  // accelerators swept at once
  std::int64_t networks = 400;     // random ones, whose best accelerators say which values are kept
  std::uint64_t seed = 0;
};

// Declares all keys but `lattice` and `seed`.
void declare_keys(ConfigKeys& keys, NarrowingOptions& options);

// Returns `space` itself where it is small. Otherwise keeps the values that are best for the reference
// network and for random networks of all sizes: under `cost` (whose reference is not used), and, where there
// are limits, also under these and for each metric alone. The result is kept in the cache. Throws
// Error::run_failure where the reference network has no accelerator.
HardwareSpace narrowed(const NetworkSpace& networks, const HardwareSpace& space, CostFunction cost,
                       const Limits& limits, const NarrowingOptions& options, const WorkContext& context);

}  // namespace dance
