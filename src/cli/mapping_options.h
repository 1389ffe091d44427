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

  // The policy goes into the space. Throws Error where a given mapping is wrong or does not fit (what does
  // not is a result, with --json written first), or a layer has none.
  MappedNetwork map(const Network& network, AcceleratorArgument& hardware, CommandContext& context) const;

 private:
  void write(const Network& network, const AcceleratorArgument& hardware, const NetworkCost& cost) const;

  std::string policy_, given_file_, written_file_;
};

// "" where none is given; else lines for below the head that name the layers, and what is outside the
// dataflow.
std::string given_text(const MappedNetwork& mapped, const std::string& dataflow);
Json given_json(const MappedNetwork& mapped);

}  // namespace dance::cli
