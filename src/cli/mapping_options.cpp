#include "cli/mapping_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/cost_tables.h"
#include "cli/number_text.h"
#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/engine/cost/mapping_file.h"
#include "dance/engine/mapping/mapping_check.h"
#include "dance/engine/timeloop/model_json.h"

namespace dance::cli {

namespace {

const Layer& layer_named(const Network& network, const std::string& name) {
  return std::find_if(network.layers.begin(), network.layers.end(),
                      [&](const NetworkLayer& entry) { return entry.layer.name == name; })
      ->layer;
}

// Every mapping of the file that does not fit, at once.
void check_fit(const MappingFile& file, const Network& network, const AcceleratorArgument& hardware,
               CommandContext& context) {
  std::vector<Fault> faults;
  Json json = {{"feasible", false}, {"infeasible", Json::array()}};
  for (const GivenMapping& given : file.mappings) {
    for (const Misfit& misfit :
         misfits_of(layer_named(network, given.layer), given.mapping, hardware.space, hardware.accelerator)) {
      faults.push_back({file.file, given.line, "mappings." + given.layer,
                        "infeasible on this accelerator: " + to_string(misfit), "", ""});
      json["infeasible"].push_back({{"layer", given.layer}});
      json["infeasible"].back().update(timeloop::to_json(misfit));
    }
  }
  if (faults.empty()) return;
  if (context.json) context.out << json_text(json);
  throw Error(std::move(faults));
}

}  // namespace

void MappingOptions::add_to(CLI::App& app) {
  add_policy(app, policy_, "Which mapping a layer gets");
  app.add_option(
         "--mapping", given_file_,
         "Mappings of your own (YAML: a line per layer, as --write-mappings writes it); the other layers "
         "get the mapper's")
      ->type_name("FILE");
  app.add_option("--write-mappings", written_file_, "Write every layer's mapping to this file, to edit")
      ->type_name("FILE");
}

MappedNetwork MappingOptions::map(const Network& network, AcceleratorArgument& hardware,
                                  CommandContext& context) const {
  if (!policy_.empty()) hardware.space.policy = parse_mapping_policy(policy_);
  MappedNetwork mapped;
  GivenMappings given;
  if (!given_file_.empty()) {
    const MappingFile file = load_mappings(given_file_, network);
    check_fit(file, network, hardware, context);
    const Dataflow& dataflow = hardware.space.dataflow_of(hardware.accelerator);
    for (const GivenMapping& entry : file.mappings) {
      given[entry.layer] = entry.mapping;
      mapped.given.push_back({entry.layer, outside_dataflow(entry.mapping, dataflow)});
    }
  }
  mapped.cost = network_cost(network, hardware.space, hardware.accelerator, given);
  if (!mapped.cost.feasible) {
    throw Error({network.name, 0, mapped.cost.infeasible_layer, "no mapping on this accelerator", "",
                 describe(hardware.accelerator, hardware.space)});
  }
  if (!written_file_.empty()) write(network, hardware, mapped.cost);
  return mapped;
}

void MappingOptions::write(const Network& network, const AcceleratorArgument& hardware,
                           const NetworkCost& cost) const {
  const std::vector<std::string> comments = {
      fmt::format("Mappings of {} on {}", network.name, describe(hardware.accelerator, hardware.space)),
      fmt::format(
          "({}), of least {} but for those that were given. Loops outermost first; GLB(I,O): weights bypass",
          hardware.space.name, describe(hardware.space.policy)),
      "the buffer. Edit, and evaluate with `dance cost NETWORK -a ACCELERATOR --mapping FILE`."};
  write_file_atomic(written_file_, mapping_file_text(cost, comments));
}

std::string given_text(const MappedNetwork& mapped, const std::string& dataflow) {
  if (mapped.given.empty()) return "";
  std::vector<std::string> names;
  for (const auto& given : mapped.given) names.push_back(given.layer);
  std::string text =
      "             " + wrapped(fmt::format("given: {}", fmt::join(names, ", ")), 105, 13) + "\n";
  for (const auto& given : mapped.given) {
    if (given.outside_dataflow.empty()) continue;
    text += fmt::format("             outside the dataflow {}: {} ({})\n", dataflow, given.layer,
                        fmt::join(given.outside_dataflow, "; "));
  }
  return text;
}

Json given_json(const MappedNetwork& mapped) {
  Json list = Json::array();
  for (const auto& given : mapped.given) {
    list.push_back({{"layer", given.layer}, {"outside_dataflow", given.outside_dataflow}});
  }
  return list;
}

}  // namespace dance::cli
