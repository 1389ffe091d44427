// Whether a mapping that a user wrote runs a layer: its factors cover the layer's bounds under the padding
// rule, its tiles and its array fit an accelerator, and, for information, what of it lies outside the
// accelerator's dataflow.
//   padding rule (docs/cost_model.md, "Counting"): k passes over a bound n have the spatial factor
//   s = ceil(n / k), and a spatial factor s has k = ceil(n / s) passes
#pragma once

#include <string>
#include <vector>

#include "dance/core/error.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/mapping/mapping.h"
#include "dance/engine/nest/fit.h"

namespace dance {

// One fault per dimension whose factors do not make its bound, or pad it by more than the rule needs.
std::vector<Fault> bound_faults(const Layer& layer, const Mapping& mapping);

// "GLB needs 40 words (weights 25, ...), 8 more than its 32".
std::string to_string(const Misfit& misfit);

// The misfits at "X", "Y", "GLB" and "RF", in this order; empty where the mapping fits. Only for mappings
// without bound faults.
std::vector<Misfit> misfits_of(const Layer& layer, const Mapping& mapping, const HardwareSpace& space,
                               const Accelerator& accelerator);

// What the dataflow would not allow, such as "X holds M"; the cost of such a mapping is as exact as any
// other's.
std::vector<std::string> outside_dataflow(const Mapping& mapping, const Dataflow& dataflow);

}  // namespace dance
