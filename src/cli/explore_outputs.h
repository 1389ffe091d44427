// What `dance explore` writes beside its result: the Pareto front, all accelerators, a picture.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dance/engine/hardware/space.h"
#include "dance/engine/table/space_exploration.h"

namespace dance::cli {

struct ExploredSpace {
  const HardwareSpace& space;
  const std::string& network;
  SpaceExploration& all;
  const Limits& limits;
  const Exploration& exploration;
  const std::vector<ParetoPoint>& front;
};

class ExploreOutputs {
 public:
  void add_to(CLI::App& app);  // --pareto, --csv, --plot
  // Throws Error for what cannot be written as asked, before anything is explored.
  void check(bool json) const;
  // Writes the files. The picture for the terminal, where one was asked for, is returned.
  std::string write(const ExploredSpace& explored) const;

 private:
  std::string picture(const ExploredSpace& explored) const;

  std::string pareto_file_, csv_file_, plot_file_;
  CLI::Option* plot_ = nullptr;
};

}  // namespace dance::cli
