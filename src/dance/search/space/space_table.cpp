#include "dance/search/space/space_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "dance/core/error.h"

namespace dance {

CostTableRequest request_of(const NetworkSpace& space) {
  CostTableRequest request;
  for (const SearchableLayer& layer : space.layers) {
    auto& candidates = request.candidates.emplace_back();
    for (const Operation& operation : layer.operations) candidates.push_back(lower(layer, operation));
  }
  request.fixed = fixed_layers(space);
  return request;
}

Architecture reference_architecture(const NetworkSpace& space) {
  Architecture architecture;
  for (const SearchableLayer& layer : space.layers) {
    const auto better = [](const Operation& a, const Operation& b) {
      if (a.is_zero() || b.is_zero()) return b.is_zero() && !a.is_zero();
      return a.kernel != b.kernel ? a.kernel < b.kernel : a.expansion > b.expansion;
    };
    const auto best = std::min_element(layer.operations.begin(), layer.operations.end(), better);
    architecture.push_back(static_cast<int>(best - layer.operations.begin()));
  }
  return architecture;
}

Metrics reference_metrics(const CostTable& table, const NetworkSpace& space) {
  const Exploration exploration = explore(table, reference_architecture(space), CostFunction{});
  if (!exploration.best.empty()) return exploration.best.front().metrics;
  throw Error({"", 0, "hardware",
               "no accelerator of the space can run every operation of '" + space.name + "'",
               "a feasible mapping of each layer on at least one accelerator", ""});
}

}  // namespace dance
