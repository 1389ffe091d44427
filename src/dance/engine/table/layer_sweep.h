// The best mapping's cost of one (layer, dataflow) on every accelerator of a space at once
// (docs/cost_model.md, "Whole spaces at once").
#pragma once

#include <cstdint>
#include <vector>

#include "dance/engine/hardware/space.h"
#include "dance/engine/table/sweep_grid.h"
#include "dance/engine/workload/network.h"

namespace dance {

// The cost on each accelerator, in the space's numbering. The cycles are 0 where the layer has no mapping.
struct SweptLayer {
  std::vector<double> latency_cycles, energy_pj;
};

// How long a sweep takes, in steps of about equal time.
std::int64_t sweep_steps(const NetworkLayer& layer, const HardwareSpace& space, int dataflow, int word_bits);

// Fills the entries of the accelerators that have this dataflow and these words, which are numbers in the
// lists of the space. `swept` has an entry for every accelerator of the space, `grid` is that of these words.
// Mappings are compared by the space's policy, and those that are equal under it by latency, then energy. The
// work is shared among the threads of the task arena that this is called in; the result is the same however
// many there are.
void sweep_layer(const NetworkLayer& layer, const HardwareSpace& space, const SweepGrid& grid, int dataflow,
                 int word_bits, SweptLayer& swept);

}  // namespace dance
