// Walks over every mapping of a layer that the definition of a dataflow allows (design, "The dataflows" and
// "Padding"): no order, factor or bypass is left out. Shares no code with the mapper.
#pragma once

#include <functional>

#include "dance/cost/mapping.h"
#include "dance/hardware/dataflow.h"

namespace dance::testing {

// What a mapping needs of an accelerator.
struct Needs {
  std::int64_t pe_x = 1, pe_y = 1;
  std::int64_t rf_words = 0, glb_words = 0;
  bool within(const Needs& limits) const {
    return pe_x <= limits.pe_x && pe_y <= limits.pe_y && rf_words <= limits.rf_words &&
           glb_words <= limits.glb_words;
  }
};

void for_each_mapping(const Layer& layer, const Dataflow& dataflow, const Needs& limits,
                      const std::function<void(const Mapping&, const Needs&)>& visit);

}  // namespace dance::testing
