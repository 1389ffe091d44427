// dance explore for one network, and for several that share the accelerator (docs/cost_model.md, "One
// accelerator for several networks").
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/cost_arguments.h"
#include "cli/explore_outputs.h"
#include "dance/engine/table/shared_goal.h"

namespace dance::cli {

// What is asked for beside the networks.
struct ExploreRequest {
  HardwareSpace space;
  std::string space_text;  // as it was written
  const CostArguments& cost;
  Limits limits;
  int top = 0, threads = 0;
  const ExploreOutputs& outputs;
};

// Both write the result to the context's output, and throw Error where no accelerator is feasible.
// `network_text` is what was written for the network.
void explore_network(const Network& network, const std::string& network_text, const ExploreRequest& request,
                     CommandContext& context);

// The networks have unique names; `weights` has one for each.
void explore_networks(const std::vector<Network>& networks, const std::vector<double>& weights,
                      Combination combination, const ExploreRequest& request, CommandContext& context);

}  // namespace dance::cli
