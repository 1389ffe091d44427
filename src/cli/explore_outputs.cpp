#include "cli/explore_outputs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "cli/terminal.h"
#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/report/gnuplot.h"

namespace dance::cli {

namespace {

constexpr const char* kTerminal = "-";

std::string without_trailing_spaces(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);)
    out += line.substr(0, line.find_last_not_of(" \f") + 1) + "\n";
  return out;
}

PlotSize plot_size() {
  PlotSize size;
  if (const auto terminal = terminal_size(STDOUT_FILENO)) {
    size.columns = std::clamp(static_cast<int>(terminal->columns), 60, 160);
    size.rows = std::clamp(static_cast<int>(terminal->rows) - 2, 24, 48);
  }
  return size;
}

}  // namespace

void ExploreOutputs::add_to(CLI::App& app) {
  app.add_option("--pareto", pareto_file_,
                 "Write the accelerators that none dominates in latency, energy and area (.csv or .json)")
      ->type_name("FILE");
  app.add_option("--csv", csv_file_, "Write every accelerator that meets the limits")->type_name("FILE");
  plot_ =
      app.add_option("--plot", plot_file_,
                     "Draw energy against latency of all accelerators and the Pareto front (.svg or .png; "
                     "- or nothing: in the terminal)")
          ->type_name("FILE")
          ->expected(0, 1);
}

void ExploreOutputs::check(bool json) const {
  std::vector<Fault> faults;
  const auto add = [&](const char* option, std::string problem, std::string expected,
                       const std::string& found) {
    faults.push_back({"dance explore", 0, option, std::move(problem), std::move(expected), found});
  };
  if (!pareto_file_.empty() && !pareto_file_.ends_with(".csv") && !pareto_file_.ends_with(".json"))
    add("--pareto", "unknown kind of file", "FILE.csv or FILE.json", "'" + pareto_file_ + "'");
  if (plot_->count() > 0) {
    const bool drawn_in_terminal = plot_file_.empty() || plot_file_ == kTerminal;
    if (plot_file_.empty() && ::isatty(STDOUT_FILENO) != 1)
      add("--plot", "standard output is no terminal", "FILE.svg, FILE.png, or - for text", "");
    if (!drawn_in_terminal && !plot_file_.ends_with(".svg") && !plot_file_.ends_with(".png"))
      add("--plot", "unknown kind of picture", "FILE.svg, FILE.png, or - for the terminal",
          "'" + plot_file_ + "'");
    if (drawn_in_terminal && json)
      add("--plot", "a picture in the terminal does not go with --json", "FILE.svg or FILE.png", "");
  }
  if (!faults.empty()) throw Error(std::move(faults));
  if (plot_->count() > 0) require_gnuplot("--plot");
}

std::string ExploreOutputs::write(const ExploredContent& content) const {
  if (!pareto_file_.empty()) {
    write_file_atomic(pareto_file_,
                      pareto_file_.ends_with(".csv") ? content.front_csv() : json_text(content.front_json()));
  }
  if (!csv_file_.empty()) write_file_atomic(csv_file_, content.write_all_csv);
  return plot_->count() > 0 ? picture(content.plot()) : "";
}

std::string ExploreOutputs::picture(const ParetoPlot& plot) const {
  const bool svg = plot_file_.ends_with(".svg"), png = plot_file_.ends_with(".png");
  const PlotFormat format = svg ? PlotFormat::Svg : png ? PlotFormat::Png : PlotFormat::Text;
  const std::string drawn = gnuplot_output(pareto_script(plot, format, plot_size()));
  if (format == PlotFormat::Text) return without_trailing_spaces(drawn);
  write_file_atomic(plot_file_, drawn);
  return "";
}

std::string legend_text(const Accelerator& accelerator, const HardwareSpace& space) {
  return fmt::format("{} x {} PEs, {} words each, {} KiB buffer, {}", accelerator.pe_x, accelerator.pe_y,
                     accelerator.rf_words, accelerator.glb_bytes / 1024, space.dataflow_of(accelerator).name);
}

}  // namespace dance::cli
