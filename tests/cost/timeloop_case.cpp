#include "cost/timeloop_case.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace dance::testing {

namespace {

using nlohmann::json;

// "PE[0..255]" is a kind of element, repeated.
std::string without_repetition(const std::string& name) { return name.substr(0, name.find('[')); }

// "PE[0..255]": 256 of them.
std::int64_t repetitions(const std::string& name) {
  const std::size_t dots = name.find("..");
  return dots == std::string::npos ? 1 : std::stoll(name.substr(dots + 2)) + 1;
}

struct Component {
  std::string path;
  json description;
  std::int64_t instances = 1;
};

// Storage and arithmetic from the outermost inwards, as the tree lists them.
void collect(const json& tree, const std::string& path, std::int64_t copies,
             std::vector<Component>& components) {
  for (const json& local : tree.value("local", json::array())) {
    const std::string name = local.at("name");
    components.push_back({path + name, local, copies * repetitions(name)});
  }
  for (const json& inner : tree.value("subtree", json::array())) {
    const std::string name = inner.at("name");
    collect(inner, path + name + ".", copies * repetitions(name), components);
  }
}

// Words of one instance; 0 where the depth is not given.
std::int64_t capacity_words(const json& attributes) {
  const std::int64_t depth = attributes.value("depth", attributes.value("memory_depth", std::int64_t{0}));
  const std::int64_t width = attributes.value("width", attributes.value("memory_width", std::int64_t{16}));
  return depth * width / attributes.value("word-bits", std::int64_t{16});
}

// The largest energy among an action's rows.
double energy_of(const json& ert, const std::string& path, const std::string& action) {
  double energy = -1;
  for (const json& table : ert.at("tables")) {
    if (table.at("name") != path) continue;
    for (const json& row : table.at("actions")) {
      if (row.at("name") == action) energy = std::max(energy, row.at("energy").get<double>());
    }
  }
  if (energy < 0) throw std::runtime_error("no energy for " + path + " " + action);
  return energy;
}

Dim dim_of(char letter) {
  const auto place = kDimNames.find(letter);
  if (place == std::string_view::npos) throw std::runtime_error(std::string("no dimension ") + letter);
  return kAllDims[place];
}

// "C=1 M=6" and "MC" (innermost first) as loops, outermost first.
std::vector<Loop> loops_of(const json& directive) {
  std::map<char, std::int64_t> factors;
  std::istringstream words(directive.at("factors").get<std::string>());
  for (std::string word; words >> word;) factors[word.at(0)] = std::stoll(word.substr(2));
  std::vector<Loop> loops;
  const auto permutation = directive.at("permutation").get<std::string>();
  for (auto letter = permutation.rbegin(); letter != permutation.rend(); ++letter) {
    loops.push_back({dim_of(*letter), factors.count(*letter) ? factors[*letter] : 1});
  }
  return loops;
}

NestLevel& level_of(Nest& nest, const std::string& name) {
  const auto found = std::find_if(nest.levels.begin(), nest.levels.end(),
                                  [&](const NestLevel& level) { return level.name == name; });
  if (found == nest.levels.end()) throw std::runtime_error("no level " + name);
  return *found;
}

void apply(const json& directive, Nest& nest) {
  NestLevel& level = level_of(nest, directive.at("target"));
  const std::string type = directive.at("type");
  if (type == "temporal") {
    level.temporal = loops_of(directive);
  } else if (type == "spatial") {
    const std::vector<Loop> loops = loops_of(directive);
    const auto on_x = static_cast<std::ptrdiff_t>(directive.value("split", loops.size()));
    level.spatial_x.assign(loops.end() - on_x, loops.end());  // the innermost `split` dimensions
    level.spatial_y.assign(loops.begin(), loops.end() - on_x);
  } else {
    for (const json& tensor : directive.at("bypass")) {
      const auto place = std::find(kTensorNames.begin(), kTensorNames.end(), tensor.get<std::string>());
      level.keeps[static_cast<std::size_t>(place - kTensorNames.begin())] = false;
    }
  }
}

}  // namespace

TimeloopCase read_timeloop_case(const json& json_case) {
  TimeloopCase out;
  out.name = json_case.at("name");
  out.expected = json_case.at("expected");
  const json& instance = json_case.at("problem").at("instance");
  out.macs = 1;
  for (Dim d : kAllDims) {
    out.problem[d] = instance.value(std::string(1, kDimNames[static_cast<std::size_t>(index(d))]), 1);
    out.macs *= out.problem[d];
  }
  out.nest.stride_w = instance.value("Wstride", 1), out.nest.stride_h = instance.value("Hstride", 1);
  out.nest.dilation_w = instance.value("Wdilation", 1), out.nest.dilation_h = instance.value("Hdilation", 1);

  std::vector<Component> components;
  collect(json_case.at("architecture"), "", 1, components);
  for (const Component& component : components) {
    const json& attributes = component.description.at("attributes");
    const std::int64_t on_x = attributes.value("meshX", std::int64_t{1});
    const std::int64_t on_y = component.instances / on_x;
    if (component.description.at("class") == "intmac") {
      out.units.mac_pj = energy_of(json_case.at("ERT"), component.path, "mac_random");
      out.hierarchy.macs_x = on_x, out.hierarchy.macs_y = on_y;
      continue;
    }
    NestLevel level;
    level.name = without_repetition(component.description.at("name"));
    out.nest.levels.push_back(level);
    out.units.levels.push_back({energy_of(json_case.at("ERT"), component.path, "read"),
                                energy_of(json_case.at("ERT"), component.path, "write"),
                                attributes.value("block-size", 1), attributes.value("read_bandwidth", 0.0),
                                attributes.value("write_bandwidth", 0.0)});
    out.hierarchy.levels.push_back(
        {level.name, capacity_words(attributes), {true, true, true}, on_x, on_y, 0, out.units.levels.back()});
  }
  out.hierarchy.name = out.name;
  out.hierarchy.mac_pj = out.units.mac_pj;
  for (const json& directive : json_case.at("mapping")) apply(directive, out.nest);
  return out;
}

Layer TimeloopCase::layer() const {
  Layer layer;
  layer.name = name;
  layer.bounds = problem;
  layer.stride_w = nest.stride_w, layer.stride_h = nest.stride_h;
  layer.dilation_w = nest.dilation_w, layer.dilation_h = nest.dilation_h;
  return layer;
}

std::vector<TimeloopCase> read_timeloop_cases(const std::string& file) {
  std::ifstream stream(std::string(DANCE_SOURCE_DIR) + "/tests/reference/timeloop/" + file);
  std::vector<TimeloopCase> cases;
  for (std::string line; std::getline(stream, line);) cases.push_back(read_timeloop_case(json::parse(line)));
  return cases;
}

}  // namespace dance::testing
