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

struct Component {
  std::string path;
  json description;
};

// Storage and arithmetic from the outermost inwards, as the tree lists them.
void collect(const json& tree, const std::string& path, std::vector<Component>& components) {
  for (const json& local : tree.value("local", json::array())) {
    components.push_back({path + local.at("name").get<std::string>(), local});
  }
  for (const json& inner : tree.value("subtree", json::array())) {
    collect(inner, path + inner.at("name").get<std::string>() + ".", components);
  }
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
  collect(json_case.at("architecture"), "", components);
  for (const Component& component : components) {
    if (component.description.at("class") == "intmac") {
      out.units.mac_pj = energy_of(json_case.at("ERT"), component.path, "mac_random");
      continue;
    }
    const json& attributes = component.description.at("attributes");
    NestLevel level;
    level.name = without_repetition(component.description.at("name"));
    out.nest.levels.push_back(level);
    out.units.levels.push_back({energy_of(json_case.at("ERT"), component.path, "read"),
                                energy_of(json_case.at("ERT"), component.path, "write"),
                                attributes.value("block-size", 1), attributes.value("read_bandwidth", 0.0),
                                attributes.value("write_bandwidth", 0.0)});
  }
  for (const json& directive : json_case.at("mapping")) apply(directive, out.nest);
  return out;
}

std::vector<TimeloopCase> read_timeloop_cases(const std::string& file) {
  std::ifstream stream(std::string(DANCE_SOURCE_DIR) + "/tests/reference/timeloop/" + file);
  std::vector<TimeloopCase> cases;
  for (std::string line; std::getline(stream, line);) cases.push_back(read_timeloop_case(json::parse(line)));
  return cases;
}

}  // namespace dance::testing
