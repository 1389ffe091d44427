// The one-line notation of a mapping (Mapping::to_string), read back.
//
//   DRAM M4 C2 | GLB P16 Q16 | X C8 | Y M12 | RF R3 S3        GLB(I,O): weights bypass the buffer
//
// All five levels are named, outermost first; each lists its loops, outermost first, every dimension at most
// once.
#pragma once

#include <string>
#include <vector>

#include "dance/core/error.h"
#include "dance/engine/mapping/mapping.h"

namespace dance {

// What is wrong is appended to `faults`, with the problem, what was expected and what was found; the caller
// adds the place. The mapping is of use only where there are no faults.
Mapping parse_mapping(const std::string& text, std::vector<Fault>& faults);

// Reads the loops of one level, such as "M4 C2", into `factors`, which are all 1 before the call, and into
// `order` where one is given: first the dimensions of factor 1 as kAllDims has them, then those named.
void parse_loops(const std::string& text, Bounds& factors, std::array<Dim, kDims>* order,
                 std::vector<Fault>& faults);

}  // namespace dance
