// The best mapping's cost of one (layer, dataflow) on every accelerator of a space at once
// (docs/cost_model.md, "Whole spaces at once").
#pragma once

#include <vector>

#include "dance/engine/hardware/space.h"
#include "dance/engine/workload/network.h"

namespace dance {

// Cost per accelerator in the space's numbering; cycles 0 where the layer has no mapping.
struct SweptLayer {
  std::vector<double> latency_cycles, energy_pj;
};

// Unit costs of the accelerators of one dataflow and one kind of words, in the space's numbering. Those of
// another dataflow are the same.
std::vector<UnitCosts> unit_cost_grid(const HardwareSpace& space, int word_bits);

// Fills the entries of accelerators with the space's dataflow and words of these numbers; `swept` has an
// entry per accelerator, `grid` is that of the words. Under the space's policy, ties by latency, then energy.
void sweep_layer(const NetworkLayer& layer, const HardwareSpace& space, const std::vector<UnitCosts>& grid,
                 int dataflow, int word_bits, SweptLayer& swept);

}  // namespace dance
