#include "dance/engine/cost/mapping_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "dance/core/config.h"
#include "dance/core/files.h"
#include "dance/engine/mapping/mapping_check.h"
#include "dance/engine/mapping/mapping_text.h"

namespace dance {

namespace {

constexpr std::size_t kNamesShown = 8;

std::string names_of(const Network& network) {
  std::vector<std::string> names;
  for (const NetworkLayer& layer : network.layers) names.push_back(layer.layer.name);
  const bool all = names.size() <= kNamesShown;
  if (!all) names.resize(kNamesShown);
  return fmt::format("a layer of '{}': {}{}", network.name, fmt::join(names, ", "), all ? "" : ", ...");
}

}  // namespace

MappingFile load_mappings(const std::filesystem::path& file, const Network& network) {
  return parse_mappings(read_file(file), file.string(), network);
}

MappingFile parse_mappings(const std::string& text, const std::string& file_name, const Network& network) {
  Config config = Config::parse(text, file_name);
  ConfigMap root = config.root();
  MappingFile out;
  out.file = file_name;
  ConfigMap entries = root.map("mappings");
  for (const std::string& name : entries.keys()) {
    const ConfigValue value = entries.value(name);
    const auto layer = std::find_if(network.layers.begin(), network.layers.end(),
                                    [&](const NetworkLayer& entry) { return entry.layer.name == name; });
    if (layer == network.layers.end()) value.fault("no such layer", names_of(network));
    std::vector<Fault> faults;
    const Mapping mapping = parse_mapping(value.text(), faults);
    if (faults.empty() && layer != network.layers.end()) faults = bound_faults(layer->layer, mapping);
    for (const Fault& fault : faults) value.fault(fault.problem, fault.expected, fault.found);
    out.mappings.push_back({name, mapping, value.line()});
  }
  root.finish();
  config.check();
  return out;
}

std::string mapping_file_text(const NetworkCost& cost, const std::vector<std::string>& comments) {
  YAML::Emitter yaml;
  yaml << YAML::BeginMap << YAML::Key << "mappings" << YAML::Value << YAML::BeginMap;
  for (const LayerCost& layer : cost.layers) {
    yaml << YAML::Key << layer.name << YAML::Value << layer.mapping.to_string();
  }
  yaml << YAML::EndMap << YAML::EndMap;
  std::string text;
  for (const std::string& comment : comments) text += "# " + comment + "\n";
  return text + yaml.c_str() + "\n";
}

}  // namespace dance
