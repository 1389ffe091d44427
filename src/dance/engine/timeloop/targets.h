// What directives of a mapping and constraints on mappings are about: a storage level, and the tensors that
// it keeps or bypasses.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "dance/core/config.h"
#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/timeloop/shape.h"

namespace dance::timeloop {

// The storage level of this name, as an index; nothing, and a fault of `value`, where there is none.
std::optional<std::size_t> read_level(const ConfigValue& value, const Hierarchy& hierarchy);

// The lists `keep` and `bypass`, each of which may be left out. A tensor that `keeps` decides already, or
// that is named twice, is a fault.
void read_keeps(ConfigMap& map, const Shape& shape, std::array<std::optional<bool>, kTensors>& keeps);

}  // namespace dance::timeloop
