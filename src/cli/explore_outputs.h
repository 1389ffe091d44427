// What `dance explore` writes beside its result: the Pareto front, all accelerators, a picture.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <ostream>
#include <string>

#include "dance/engine/hardware/space.h"
#include "dance/report/cost_json.h"
#include "dance/report/pareto_plot.h"

namespace dance::cli {

// What the files hold, each made where it is asked for.
struct ExploredContent {
  std::function<std::string()> front_csv;
  std::function<Json()> front_json;
  std::function<void(std::ostream&)> write_all_csv;
  std::function<ParetoPlot()> plot;
};

class ExploreOutputs {
 public:
  void add_to(CLI::App& app);  // --pareto, --csv, --plot
  // Throws Error for what cannot be written as asked, before anything is explored.
  void check(bool json) const;
  // Writes the files. The picture for the terminal, where one was asked for, is returned.
  std::string write(const ExploredContent& content) const;

 private:
  std::string picture(const ParetoPlot& plot) const;

  std::string pareto_file_, csv_file_, plot_file_;
  CLI::Option* plot_ = nullptr;
};

// The chosen accelerator in the legend of a plot: "12 x 12 PEs, 32 words each, 64 KiB buffer, ...".
std::string legend_text(const Accelerator& accelerator, const HardwareSpace& space);

}  // namespace dance::cli
