// Walks over every mapping of a layer that a dataflow allows (docs/formats.md, "Dataflow") under the padding
// rule (docs/cost_model.md, "Counting"): no order, factor or bypass is left out. Shares no code with the
// mapper.
#pragma once

#include <functional>

#include "dance/engine/hardware/dataflow.h"
#include "dance/engine/hardware/word_bits.h"
#include "dance/engine/mapping/mapping.h"

namespace dance::test {

// What a mapping needs of an accelerator.
struct Needs {
  std::int64_t pe_x = 1, pe_y = 1;
  std::int64_t rf_bits = 0, glb_bits = 0;
  bool within(const Needs& limits) const {
    return pe_x <= limits.pe_x && pe_y <= limits.pe_y && rf_bits <= limits.rf_bits &&
           glb_bits <= limits.glb_bits;
  }
};

void for_each_mapping(const Layer& layer, const Dataflow& dataflow, const Needs& limits,
                      const WordBits& word_bits,
                      const std::function<void(const Mapping&, const Needs&)>& visit);

}  // namespace dance::test
