// The options that `dance cost` and `dance explain` share: which mapping each layer gets.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/inputs.h"
#include "dance/engine/cost/layer_cost.h"
#include "dance/report/cost_json.h"

namespace dance::cli {

// A network's cost, and which of its mappings the user gave.
struct MappedNetwork {
  NetworkCost cost;
  struct Given {
    std::string layer;
    std::vector<std::string> outside_dataflow;  // reasons, see mapping_check.h
  };
  std::vector<Given> given;
};

class MappingOptions {
 public:
  void add_to(CLI::App& app);  // --policy, --mapping, --write-mappings

  // The cost under the given mappings and, for the other layers, the mapper's; --policy is set in the space.
  // Throws Error where a given mapping is wrong, or a layer has no mapping. Given mappings that do not fit
  // are a result: with --json they are written as one before the Error is thrown.
  MappedNetwork map(const Network& network, AcceleratorArgument& hardware, CommandContext& context) const;

 private:
  void write(const Network& network, const AcceleratorArgument& hardware, const NetworkCost& cost) const;

  std::string policy_, given_file_, written_file_;
};

// Lines to stand below the head: the layers whose mappings were given, and what of these lies outside the
// dataflow. "" where none was given.
std::string given_text(const MappedNetwork& mapped, const std::string& dataflow);
Json given_json(const MappedNetwork& mapped);

}  // namespace dance::cli
