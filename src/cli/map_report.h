// A mapped layer as text and as JSON: the loops, what each level holds and moves, the cost, and how good it
// is known to be.
#pragma once

#include <optional>
#include <string>

#include "dance/engine/unconstrained/mapper.h"
#include "dance/report/cost_json.h"

namespace dance::cli {

struct MapReport {
  Layer layer;
  Hierarchy hierarchy;
  std::string accelerator;  // in words
  Json accelerator_json;
  double clock_mhz = 0;  // 0: unknown, times are in cycles only
  std::optional<double> area_um2;
  bool has_energies = true;  // without them every energy is 0 and none is shown
  bool interrupted = false;
  MappingPolicy policy = MappingPolicy::Edp;
  std::string map_space;     // "any", or a dataflow's name
  bool constrained = false;  // not every mapping of the map space was allowed
  UnconstrainedMapping found;
};

std::string as_text(const MapReport& report);
Json as_json(const MapReport& report);  // schema dance-map-2

}  // namespace dance::cli
