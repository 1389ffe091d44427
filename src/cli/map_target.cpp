#include "cli/map_target.h"

#include <fmt/format.h>

#include "cli/timeloop_arguments.h"
#include "cli/timeloop_files.h"
#include "dance/engine/hardware/space_hierarchy.h"

namespace dance::cli {

namespace {

MapTarget timeloop_target(const std::vector<std::string>& files, Progress& progress) {
  timeloop::Architecture architecture =
      timeloop::read_accelerator(std::vector<std::filesystem::path>(files.begin(), files.end()));
  for (const std::string& note : architecture.notes) progress.warn(note);
  MapTarget target;
  target.description = describe(architecture);
  target.json = {{"architecture", target.description}, {"files", files}};
  target.has_energies = architecture.has_energies;
  if (architecture.has_areas) target.area_um2 = architecture.hierarchy.area_um2();
  target.hierarchy = std::move(architecture.hierarchy);
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

MapTarget read_map_target(const std::vector<std::string>& arguments, Progress& progress) {
  if (arguments.size() > 1 || has_top_key(arguments.front(), "architecture"))
    return timeloop_target(arguments, progress);
  return target_of(read_accelerator_argument(arguments.front()));
}

}  // namespace dance::cli
