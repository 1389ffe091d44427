// What `dance explore` makes least: --cost, --weights and --policy.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "dance/engine/cost/objective.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/table/space_exploration.h"

namespace dance::cli {

class CostArguments {
 public:
  void add_to(CLI::App& app);
  // Throws Error for what does not fit together.
  void check() const;
  // The policy that is given; else, where the space states none, that of the cost.
  void choose_policy(HardwareSpace& space) const;
  // The cost of a network relative to its own EDAP-best accelerator, limits aside. Throws Error where it runs
  // on none; `network` and `space` are what the user calls the two.
  CostFunction cost_function(SpaceExploration& exploration, const std::string& network,
                             const std::string& space) const;
  std::string in_words(const CostFunction& cost) const;

 private:
  std::string cost_ = "edap", policy_;
  std::vector<double> weights_;
};

}  // namespace dance::cli
