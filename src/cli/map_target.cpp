#include "cli/map_target.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/timeloop_arguments.h"
#include "cli/timeloop_files.h"
#include "dance/core/error.h"
#include "dance/engine/hardware/space_hierarchy.h"
#include "dance/engine/timeloop/constraints.h"

namespace dance::cli {

namespace {

// The layer with names for its dimensions and tensors.
timeloop::Problem problem_of(const std::string& layer_argument, const Layer& layer) {
  if (has_top_key(layer_argument, "problem")) return timeloop::read_problem_file(layer_argument);
  timeloop::Problem problem;
  problem.layer = layer;
  std::copy(kTensorNames.begin(), kTensorNames.end(), problem.shape.tensors.begin());
  for (Dim d : kAllDims) {
    if (d == Dim::G && layer.bounds[d] == 1) continue;
    problem.shape.dimensions.push_back(letter_of(d));
    problem.shape.dims[letter_of(d)] = d;
  }
  return problem;
}

// Constraints in the layer's file alone would be left out.
void check_layer_file(const std::vector<std::string>& files, const std::string& layer_argument) {
  if (std::find(files.begin(), files.end(), layer_argument) != files.end()) return;
  std::vector<Fault> faults;
  for (const std::string& key : timeloop::constraint_keys()) {
    if (!has_top_key(layer_argument, key)) continue;
    faults.push_back({layer_argument, 0, key, "constraints in the layer's file",
                      "them among Timeloop's files of --accelerator", ""});
  }
  if (!faults.empty()) throw Error(std::move(faults));
}

MapTarget timeloop_target(const std::vector<std::string>& files, const timeloop::Problem& problem,
                          Progress& progress) {
  timeloop::MapperInput input =
      timeloop::read_mapper_input(std::vector<std::filesystem::path>(files.begin(), files.end()), problem);
  timeloop::Architecture& architecture = input.architecture;
  for (const std::string& note : architecture.notes) progress.warn(note);
  MapTarget target;
  target.description = describe(architecture);
  target.json = {{"architecture", target.description}, {"files", files}};
  target.has_energies = architecture.has_energies;
  if (architecture.has_areas) target.area_um2 = architecture.hierarchy.area_um2();
  target.hierarchy = std::move(architecture.hierarchy);
  target.constraints = std::move(input.constraints);
  return target;
}

}  // namespace

MapTarget target_of(AcceleratorArgument hardware) {
  const HardwareSpace& space = hardware.space;
  MapTarget target;
  target.hierarchy = hierarchy_of(space, hardware.accelerator);
  target.description =
      fmt::format("{} ({}, {:g} MHz)", describe(hardware.accelerator, space), space.name, space.clock_mhz);
  target.json = {{"space", space.name}};
  target.json.update(to_json(hardware.accelerator, space.choices_of(hardware.accelerator)));
  target.clock_mhz = space.clock_mhz;
  target.area_um2 = space.unit_costs(hardware.accelerator).area_um2;
  target.policy = space.policy;
  target.preset = std::move(hardware);
  return target;
}

MapTarget read_map_target(const std::vector<std::string>& arguments, const std::string& layer_argument,
                          const Layer& layer, Progress& progress) {
  check_layer_file(arguments, layer_argument);
  if (arguments.size() > 1 || has_top_key(arguments.front(), "architecture"))
    return timeloop_target(arguments, problem_of(layer_argument, layer), progress);
  return target_of(read_accelerator_argument(arguments.front()));
}

}  // namespace dance::cli
