#include "dance/engine/nest/pass_counts.h"

#include <cstddef>

#include "dance/engine/nest/flat_nest.h"

namespace dance {

PassCounts count_passes(const FlatNest& nest, int level, Tensor stationary) {
  PassCounts counts;
  counts.passes = 1;
  std::size_t first = 0;  // of the loops inside a pass
  for (std::size_t i = nest.first_loop(level); i-- > 0 && first == 0;) {
    const FlatLoop& loop = nest.loops()[i];
    if (loop.spatial || !is_relevant(stationary, loop.dim)) continue;
    counts.passes = times(loop.outside, loop.bound);
    first = i + 1;
  }
  const FlatLoop* innermost = nullptr;
  bool in_run = true;
  for (std::size_t i = nest.loops().size(); i-- > first;) {
    const FlatLoop& loop = nest.loops()[i];
    if (loop.spatial) continue;
    if (innermost == nullptr) innermost = &loop;
    in_run = in_run && loop.dim == innermost->dim;
    std::int64_t& product = in_run ? counts.run_steps : counts.runs;
    product = times(product, loop.bound);
  }
  return counts;
}

}  // namespace dance
