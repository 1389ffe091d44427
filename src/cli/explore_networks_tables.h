// The text and the JSON of `dance explore` for several networks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/explore.h"
#include "dance/engine/table/shared_exploration.h"
#include "dance/report/cost_json.h"

namespace dance::cli {

// A network on its own: its cost function, and its best accelerator where one meets the limits.
struct FoundNetwork {
  const Network& network;
  double weight = 1;
  CostFunction cost;
  std::optional<RankedAccelerator> own_best;
  NetworkCost chosen;  // on the first shared accelerator, each layer's mapping chosen for the network's cost
};

// Several networks, a space, and the best accelerators for all of them.
struct FoundNetworks {
  const ExploreRequest& request;
  Combination combination = Combination::WeightedMean;
  std::vector<FoundNetwork> networks;
  SharedRanking ranking;
  std::size_t front = 0;  // accelerators on it

  std::vector<std::string> names() const;
  // Where every network has an own best accelerator.
  SharedGoal goal() const;
};

std::string as_text(const FoundNetworks& found);
Json as_json(const FoundNetworks& found);
// What as_json gives, up to where there would be a best accelerator.
Json infeasible_json(const FoundNetworks& found, const NearestShared& nearest);

}  // namespace dance::cli
