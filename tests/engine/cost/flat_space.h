// A hardware space over a technology whose unit energies, leakage and areas do not depend on sizes, so that
// unit costs stay as they are where a register file, the buffer, its width, the array or DRAM's rate grows.
// Each dataflow is there under both rules of sharing.
#pragma once

#include <string>
#include <vector>

#include "dance/core/random.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/workload/network.h"

namespace dance::test {

// `energy_scale` multiplies every energy and the leakage.
HardwareSpace flat_space(MappingPolicy policy, double dram_megatransfers_per_s, double energy_scale = 1);

// A convolution of some thousand to some ten thousand MACs: any bounds, groups, strides, dilations and
// residual; often larger than the buffers of the space above.
NetworkLayer random_convolution(Random& random);

// What a policy asks to be least.
double objective(MappingPolicy policy, double latency, double energy);

inline constexpr MappingPolicy kPolicies[] = {MappingPolicy::Edp, MappingPolicy::Latency,
                                              MappingPolicy::Energy};

}  // namespace dance::test
