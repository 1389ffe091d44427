// What dance map maps on: an accelerator of a hardware space, or one of Timeloop's files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/inputs.h"
#include "dance/core/progress.h"
#include "dance/engine/hardware/hierarchy.h"
#include "dance/engine/unconstrained/constraints.h"
#include "dance/report/cost_json.h"

namespace dance::cli {

inline constexpr const char* kMapTargetHelp =
    "Accelerator: a hardware space of one point (YAML file), a run folder or its design.json, "
    "SPACE:KEY=VALUE,..., or Timeloop's files: architecture, ERT, for the area ART, and constraints";

struct MapTarget {
  Hierarchy hierarchy;
  std::string description;
  Json json;
  double clock_mhz = 0;            // 0: unknown
  bool has_energies = true;        // an ERT was given, or a space
  std::optional<double> area_um2;  // of the whole chip
  MappingPolicy policy = MappingPolicy::Edp;
  MappingConstraints constraints;             // without levels where there are none
  std::optional<AcceleratorArgument> preset;  // absent for Timeloop's files: no dataflow, so any mapping
};

MapTarget target_of(AcceleratorArgument hardware);
// Several files are taken for Timeloop's, and so is one that has the key `architecture`. Constraints name the
// dimensions and tensors of `layer` as the file `layer_argument` does; where it is no file with Timeloop's
// problem, they have this program's names. Throws Error with all faults.
MapTarget read_map_target(const std::vector<std::string>& arguments, const std::string& layer_argument,
                          const Layer& layer, Progress& progress);

}  // namespace dance::cli
