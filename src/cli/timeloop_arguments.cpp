#include "cli/timeloop_arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dance::cli {

namespace {

std::string mesh(std::int64_t x, std::int64_t y) {
  return x == 1 && y == 1 ? "" : fmt::format("{} x {} ", x, y);
}

}  // namespace

std::string describe(const timeloop::Architecture& architecture) {
  std::vector<std::string> levels;
  const Hierarchy& hierarchy = architecture.hierarchy;
  for (const StorageLevel& level : hierarchy.levels) {
    levels.push_back(mesh(level.instances_x, level.instances_y) + level.name);
  }
  levels.push_back(mesh(hierarchy.macs_x, hierarchy.macs_y) + architecture.mac_name);
  return fmt::format("{}", fmt::join(levels, " > "));
}

std::string describe(const timeloop::Problem& problem) {
  std::vector<std::string> bounds;
  for (char letter : problem.shape.dimensions) {
    bounds.push_back(fmt::format("{}={}", letter, problem.layer.bounds[problem.shape.dims.at(letter)]));
  }
  const Layer& layer = problem.layer;
  std::string text = fmt::format("{}{}", fmt::join(bounds, " "),
                                 problem.shape.name.empty() ? "" : ", " + problem.shape.name);
  if (layer.stride_w * layer.stride_h > 1)
    text += fmt::format(", strides {} x {}", layer.stride_w, layer.stride_h);
  if (layer.dilation_w * layer.dilation_h > 1)
    text += fmt::format(", dilations {} x {}", layer.dilation_w, layer.dilation_h);
  return text;
}

}  // namespace dance::cli
