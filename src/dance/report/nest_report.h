// A loop nest and its cost as text and as JSON, for hierarchies of any depth.
#pragma once

#include <string>

#include "dance/engine/nest/nest.h"
#include "dance/engine/nest/nest_cost.h"
#include "dance/report/cost_json.h"

namespace dance {

// A nest on one line, outermost level first, without loops of bound 1. A level that does not keep every
// tensor names those it keeps: "DRAM M4 C2 | GLB(I,O) P16 Q16 | X C8 | Y M12 | RF R3 S3".
std::string one_line(const Nest& nest);

// One loop a line, as the hardware runs it:
//   GLB  holds Weights 1,536, Inputs 16,384 words
//     for P in 0..31
//       spread Q over X 16
std::string loop_listing(const Nest& nest, const NestCounts& counts);

// {"text": the nest on one line, "levels": [{"name", "keeps": ["Weights", ...], "temporal": "M4 C2",
// "spatial_x": "C8", "spatial_y": "M12"}, ...]}
Json to_json(const Nest& nest);

}  // namespace dance
