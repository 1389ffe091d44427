// Reads a network space (docs/formats.md, "Network space").
#include <fmt/format.h>

#include <algorithm>

#include "dance/core/config.h"
#include "dance/core/files.h"
#include "dance/search/space/network_space.h"

namespace dance {

namespace {

constexpr std::int64_t kMaxSize = 1 << 16;

struct Stage {
  std::int64_t channels = 1, depth = 1;
  int stride = 1;
};

bool is_empty_list(ConfigMap& map, const std::string& key) {
  const auto value = map.optional(key);
  return value && value->is_list() && value->list().empty();
}

std::vector<Stage> read_stages(ConfigMap& root) {
  std::vector<Stage> stages;
  for (const ConfigValue& item : root.list("stages")) {
    ConfigMap map = item.map();
    Stage stage;
    stage.channels = map.integer("channels", {.min = 1, .max = kMaxSize});
    stage.depth = map.integer("depth", {.min = 1, .max = 1000});
    stage.stride = static_cast<int>(map.integer("stride", {.min = 1, .max = 4}, 1));
    map.finish();
    stages.push_back(stage);
  }
  if (is_empty_list(root, "stages")) root.fault("stages", "no stage", "at least one");
  return stages;
}

std::vector<std::int64_t> read_sizes(ConfigMap& map, const std::string& key, IntegerRange range, bool odd) {
  std::vector<std::int64_t> sizes;
  for (const ConfigValue& item : map.list(key)) {
    const std::size_t faults = map.fault_count();
    const std::int64_t size = item.integer(range);
    if (map.fault_count() > faults) continue;
    if (odd && size % 2 == 0) item.fault("not odd", "an odd kernel size", item.found());
    if (!sizes.empty() && size <= sizes.back())
      item.fault("not ascending", "ascending sizes, each once", item.found());
    sizes.push_back(size);
  }
  if (is_empty_list(map, key)) map.fault(key, "an empty list", "at least one size");
  return sizes;
}

// The blocks of every kernel and expansion, then Zero, which only fits layers that keep their shape.
std::vector<Operation> read_operations(ConfigMap map, bool* zero) {
  std::vector<Operation> operations;
  const std::vector<std::int64_t> kernels = read_sizes(map, "kernels", {.min = 1, .max = 31}, true);
  const std::vector<std::int64_t> expansions = read_sizes(map, "expansions", {.min = 1, .max = 64}, false);
  *zero = map.boolean("zero", true);
  map.finish();
  for (std::int64_t kernel : kernels) {
    for (std::int64_t expansion : expansions) {
      operations.push_back({static_cast<int>(kernel), static_cast<int>(expansion)});
    }
  }
  return operations;
}

void read_input(ConfigMap map, NetworkSpace& space) {
  space.input_channels = map.integer("channels", {.min = 1, .max = kMaxSize});
  space.input_height = map.integer("height", {.min = 1, .max = kMaxSize});
  space.input_width = map.integer("width", {.min = 1, .max = kMaxSize});
  map.finish();
}

void read_stem(ConfigMap map, Stem& stem) {
  stem.channels = map.integer("channels", {.min = 1, .max = kMaxSize});
  const ConfigValue kernel = map.value("kernel");
  stem.kernel = static_cast<int>(kernel.integer({.min = 1, .max = 31}));
  if (stem.kernel % 2 == 0) kernel.fault("not odd", "an odd kernel size", kernel.found());
  stem.stride = static_cast<int>(map.integer("stride", {.min = 1, .max = 4}));
  stem.padding = static_cast<int>(map.integer("padding", {.min = 0, .max = 15}, stem.kernel / 2));
  stem.first_block_channels = map.integer("first_block_channels", {.min = 0, .max = kMaxSize}, 0);
  map.finish();
}

void add_layers(const std::vector<Stage>& stages, const std::vector<Operation>& operations, bool zero,
                NetworkSpace& space) {
  std::int64_t channels =
      space.stem.first_block_channels > 0 ? space.stem.first_block_channels : space.stem.channels;
  std::int64_t height = space.stem_height(), width = space.stem_width();
  for (std::size_t s = 0; s < stages.size(); ++s) {
    for (std::int64_t i = 0; i < stages[s].depth; ++i) {
      SearchableLayer layer;
      layer.name = fmt::format("stage{}.{}", s + 1, i);
      layer.in_channels = channels;
      layer.out_channels = stages[s].channels;
      layer.in_height = height;
      layer.in_width = width;
      layer.stride = i == 0 ? stages[s].stride : 1;
      layer.operations = operations;
      if (zero && layer.has_residual()) layer.operations.push_back({});
      channels = layer.out_channels;
      height = layer.out_height();
      width = layer.out_width();
      space.layers.push_back(std::move(layer));
    }
  }
}

}  // namespace

NetworkSpace NetworkSpace::load(const std::filesystem::path& file) {
  return parse(read_file(file), file.string());
}

NetworkSpace NetworkSpace::parse(const std::string& text, const std::string& file_name) {
  Config config = Config::parse(text, file_name);
  ConfigMap root = config.root();
  NetworkSpace space;
  space.file = file_name;
  space.name = root.text("name");
  const std::size_t faults = root.fault_count();
  read_input(root.map("input"), space);
  read_stem(root.map("stem"), space.stem);
  const bool has_sizes = root.fault_count() == faults;
  space.classes = root.integer("classes", {.min = 2, .max = 1 << 20});
  const std::vector<Stage> stages = read_stages(root);
  bool zero = false;
  const std::vector<Operation> operations = read_operations(root.map("operations"), &zero);
  ConfigMap head = root.map("head");
  space.head.channels = head.integer("channels", {.min = 0, .max = kMaxSize}, 0);
  head.finish();
  root.finish();
  if (has_sizes &&
      space.stem.kernel > std::min(space.input_height, space.input_width) + 2 * space.stem.padding) {
    root.map("stem").fault("kernel", "larger than the padded input", "", std::to_string(space.stem.kernel));
  }
  config.check();
  add_layers(stages, operations, zero, space);
  return space;
}

}  // namespace dance
