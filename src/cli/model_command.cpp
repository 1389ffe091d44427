// dance model: what a mapping in Timeloop's own files costs, with the counts and the energy of each level and
// tensor.
#include <fmt/format.h>

#include <iostream>

#include "cli/command.h"
#include "cli/model_cases.h"
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
           "dance model architecture.yaml problem.yaml mapping.yaml ERT.yaml ART.yaml --json\n"
           "dance model --each cases.jsonl > results.jsonl";
  }

  void add_options(CLI::App& app) override {
    app.add_option("FILES", files_,
                   "YAML or JSON files that hold architecture, problem, mapping, ERT and, for areas, ART, in "
                   "any order; with --each, each file is a case of its own that holds all of them");
    app.add_flag(
        "--each", each_,
        "Each file is a case, and each line of a .jsonl file and of standard input (- or no file): one "
        "JSON line for each; a case with an error says so in its line");
  }

  void run(CommandContext& context) override {
    if (each_) {
      evaluate_each(context);
      return;
    }
    if (files_.empty()) {
      throw Error(
          {"dance model", 0, "FILES", "missing",
           "files that hold architecture, problem, mapping and ERT, or --each with cases on standard input",
           ""});
    }
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
  void evaluate_each(CommandContext& context) const {
    const std::size_t faulty = evaluate_cases(files_, std::cin, context.out);
    if (faulty == 0) return;
    throw Error({"dance model", 0, "--each",
                 fmt::format("{} of the cases {} an error, which {} says", faulty,
                             faulty == 1 ? "has" : "have", faulty == 1 ? "its line" : "each one's line"),
                 "", ""});
  }

  static std::string as_text(const ModelResult& result, const ModelInput& input) {
    return heading(input) + "\n" + level_table(result, input) + "\n" + summary(result, input);
  }

  static std::string heading(const ModelInput& input) {
    return fmt::format("problem       {}\narchitecture  {}\n", describe(input.problem),
                       describe(input.architecture));
  }

  static std::string energy_text(const ModelInput& input, double pj) {
    return input.architecture.has_energies ? fmt::format("{:.1f}", pj) : "";
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
                       energy_text(input, result.cost.levels[l].energy_pj[t]), cycles});
        name.clear();
        cycles.clear();
      }
    }
    table.add_row({input.architecture.mac_name, "", "", std::to_string(result.counts.macs_used), "", "", "",
                   energy_text(input, result.cost.mac_energy_pj),
                   std::to_string(result.counts.compute_cycles)});
    return table.text() + "Reads, fills and updates are words of one instance; energies are of all.\n";
  }

  static std::string array_line(const PassCounts& counts, const ArrayCycles& cycles) {
    return fmt::format(
        "array         {:.0f} cycles: {} passes of {} steps, fill and drain {:.0f}, loads {:.0f}, "
        "short instructions {:.0f}\n",
        cycles.total(), counts.passes, counts.runs * counts.run_steps, cycles.fill_drain, cycles.load,
        cycles.short_instructions);
  }

  static std::string summary(const ModelResult& result, const ModelInput& input) {
    const Hierarchy& hierarchy = input.architecture.hierarchy;
    const auto limiting = limiting_level(result.cost);
    std::string text =
        fmt::format("cycles        {}, set by {}\n{}MACs          {}\nutilization   {:.2f}\n", result.cycles,
                    limiting               ? hierarchy.levels[*limiting].name + "'s bandwidth"
                    : hierarchy.array_pass ? "the array"
                                           : "the MACs",
                    hierarchy.array_pass ? array_line(result.counts.array, result.cost.array) : "",
                    result.macs, result.utilization);
    if (input.architecture.has_energies) {
      text += fmt::format("energy        {:.6g} uJ, {:.4g} pJ/MAC\n", result.cost.energy_pj * 1e-6,
                          result.cost.energy_pj / static_cast<double>(result.macs));
    }
    if (result.area_um2) text += fmt::format("area          {:.6g} mm2\n", *result.area_um2 * 1e-6);
    return text;
  }

  std::vector<std::string> files_;
  bool each_ = false;
};

}  // namespace

std::unique_ptr<Command> make_model_command() { return std::make_unique<ModelCommand>(); }

}  // namespace dance::cli
