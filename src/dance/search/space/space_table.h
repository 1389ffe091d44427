// The cost table of a network space, and the reference design that costs are relative to.
#pragma once

#include "dance/engine/table/cost_table.h"
#include "dance/engine/table/explore.h"
#include "dance/search/space/network_space.h"

namespace dance {

// Asks for every candidate operation of every searchable layer, and for the fixed layers.
CostTableRequest request_of(const NetworkSpace& space);

// The network of the reference design (docs/evaluators.md): in every layer the smallest kernel with the
// largest expansion, which is mbconv_k3_e6 in the spaces shipped.
Architecture reference_architecture(const NetworkSpace& space);

// The metrics of the reference network on its EDAP-best accelerator. Throws Error when no accelerator can run
// every operation of the space.
Metrics reference_metrics(const CostTable& table, const NetworkSpace& space);

}  // namespace dance
