#include "dance/engine/timeloop/targets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace dance::timeloop {

std::optional<std::size_t> read_level(const ConfigValue& value, const Hierarchy& hierarchy) {
  const std::string target = value.text();
  std::vector<std::string> names;
  for (std::size_t l = 0; l < hierarchy.levels.size(); ++l) {
    if (hierarchy.levels[l].name == target) return l;
    names.push_back(hierarchy.levels[l].name);
  }
  value.fault("not a storage level of the architecture", fmt::format("one of {}", fmt::join(names, ", ")),
              "'" + target + "'");
  return std::nullopt;
}

void read_keeps(ConfigMap& map, const Shape& shape, std::array<std::optional<bool>, kTensors>& keeps) {
  for (const bool keep : {true, false}) {
    const auto list = map.optional(keep ? "keep" : "bypass");
    if (!list) continue;
    for (const ConfigValue& item : list->list()) {
      const std::string name = item.choice({shape.tensors.begin(), shape.tensors.end()});
      const auto found = std::find(shape.tensors.begin(), shape.tensors.end(), name);
      if (found == shape.tensors.end()) continue;
      std::optional<bool>& decided = keeps[static_cast<std::size_t>(found - shape.tensors.begin())];
      if (decided) item.fault("named twice", "each tensor once, to keep or to bypass", item.found());
      decided = keep;
    }
  }
}

}  // namespace dance::timeloop
