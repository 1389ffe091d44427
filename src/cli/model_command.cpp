// dance model: what a mapping in Timeloop's own files costs, with the counts and the energy of each level and
// tensor.
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/text_table.h"
#include "cli/timeloop_arguments.h"
#include "dance/core/error.h"
#include "dance/engine/timeloop/model_json.h"
#include "dance/report/cost_json.h"

namespace dance::cli {
namespace {

using timeloop::ModelInput;
using timeloop::ModelResult;

class ModelCommand final : public Command {
 public:
  std::string example() const override {
    return "dance model examples/timeloop/*.yaml\n"
           "dance model architecture.yaml problem.yaml mapping.yaml ERT.yaml ART.yaml --json";
  }

  void add_options(CLI::App& app) override {
    app.add_option("FILES", files_,
                   "YAML or JSON files that hold architecture, problem, mapping, ERT and, for areas, ART, in "
                   "any order")
        ->required();
  }

  void run(CommandContext& context) override {
    const ModelInput input =
        timeloop::read_model_input(std::vector<std::filesystem::path>(files_.begin(), files_.end()));
    if (!context.quiet) {
      for (const std::string& note : input.notes) context.progress.warn(note);
    }
    const ModelResult result = timeloop::run_model(input);
    if (context.json) {
      context.out << json_text(timeloop::to_json(result, input));
    } else if (result.feasible()) {
      context.out << as_text(result, input);
    }
    if (!result.feasible()) throw Error(timeloop::faults_of(result.misfits, input));
  }

 private:
  static std::string as_text(const ModelResult& result, const ModelInput& input) {
    return heading(input) + "\n" + level_table(result, input) + "\n" + summary(result);
  }

  static std::string heading(const ModelInput& input) {
    return fmt::format("problem       {}\narchitecture  {}\n", describe(input.problem),
                       describe(input.architecture));
  }

  static std::string level_table(const ModelResult& result, const ModelInput& input) {
    TextTable table(
        {"<level", "<tensor", "tile words", "instances", "reads", "fills", "updates", "energy pJ", "cycles"});
    for (std::size_t l = 0; l < result.counts.levels.size(); ++l) {
      std::string name = input.architecture.hierarchy.levels[l].name;
      std::string cycles = fmt::format("{:.0f}", result.cost.levels[l].cycles);
      for (std::size_t t = 0; t < kTensors; ++t) {
        const TensorCounts& counts = result.counts.levels[l][t];
        if (!counts.kept) continue;
        table.add_row({name, input.problem.shape.tensors[t], std::to_string(counts.tile_words),
                       std::to_string(counts.instances), std::to_string(counts.reads),
                       std::to_string(counts.fills), std::to_string(counts.updates),
                       fmt::format("{:.1f}", result.cost.levels[l].energy_pj[t]), cycles});
        name.clear();
        cycles.clear();
      }
    }
    table.add_row({input.architecture.mac_name, "", "", std::to_string(result.counts.macs_used), "", "", "",
                   fmt::format("{:.1f}", result.cost.mac_energy_pj),
                   std::to_string(result.counts.compute_cycles)});
    return table.text() + "Reads, fills and updates are words of one instance; energies are of all.\n";
  }

  static std::string summary(const ModelResult& result) {
    std::string text = fmt::format("cycles        {}\nMACs          {}\nutilization   {:.2f}\n",
                                   result.cycles, result.macs, result.utilization);
    text += fmt::format("energy        {:.6g} uJ, {:.4g} pJ/MAC\n", result.cost.energy_pj * 1e-6,
                        result.cost.energy_pj / static_cast<double>(result.macs));
    if (result.area_um2) text += fmt::format("area          {:.6g} mm2\n", *result.area_um2 * 1e-6);
    return text;
  }

  std::vector<std::string> files_;
};

}  // namespace

std::unique_ptr<Command> make_model_command() { return std::make_unique<ModelCommand>(); }

}  // namespace dance::cli
