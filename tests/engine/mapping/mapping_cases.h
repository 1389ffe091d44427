// Small random layers and dataflows, and the factors of a mapping apart from its orders, for the tests of the
// stages of a walk over a map space.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "dance/core/random.h"
#include "dance/engine/hardware/array_pass.h"
#include "dance/engine/hardware/dataflow.h"
#include "dance/engine/mapping/buffer_tiling.h"
#include "dance/engine/mapping/mapping.h"
#include "dance/engine/mapping/mapping_counts.h"

namespace dance::test {

// At most `most_macs` MACs, with any bounds up to 6, strides and dilations.
Layer random_layer(Random& random, std::int64_t most_macs);
// Any dimension may be allowed anywhere, or have to lie innermost at the buffer.
Dataflow random_dataflow(Random& random);
// What a hardware space can state of it, or none.
std::optional<ArrayPass> random_pass(Random& random);
// "M4 C3 stride 1,1 dilation 1,1", for the trace of a failure.
std::string describe(const Layer& layer);
std::string describe(const Dataflow& dataflow);

// At DRAM, at the buffer, on X, on Y and in the register file.
using Factors = std::array<Bounds, 5>;
Factors factors_of(const Mapping& mapping);
Factors factors_of(const BufferTiling& tiling);
// Width and height exchanged.
Factors mirror_of(Factors factors);

// All counts, for comparisons one by one.
std::array<double, 9> values_of(const MappingCounts& counts);
// Whether no count of `a` is above that of `b` by more than rounding.
bool no_worse(const MappingCounts& a, const MappingCounts& b);

}  // namespace dance::test
