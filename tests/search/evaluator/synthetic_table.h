// Cost tables for the evaluator's tests: random ones, and ones with the structure of the real model (a PE
// array that layers fill with ceilings, a roofline of compute and traffic, energy and area that grow with the
// memories).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dance/core/random.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/table/cost_table.h"

namespace dance::test {

// A space with these numbers of values of pe_x, pe_y, rf_words, glb_bytes, glb_width_bits and dataflow.
struct SpaceShape {
  int pe_x = 3, pe_y = 2, rf_words = 2, glb_bytes = 1, glb_width_bits = 1, dataflows = 2;  // 24 accelerators
};
HardwareSpace make_space(const SpaceShape& shape);

// Independent log-uniform entries; rows of the last operation of every layer are 0.
CostTable::Entries random_entries(std::int64_t layers, std::int64_t operations, std::int64_t accelerators,
                                  Random& random);

// Layers of growing width, each with `operations` blocks of growing kernel and expansion, the last one Zero.
CostTable::Entries structured_entries(std::int64_t layers, std::int64_t operations,
                                      const HardwareSpace& space);

}  // namespace dance::test
