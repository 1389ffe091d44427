// `dance compare`: several ways of finding a design, side by side.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/config_options.h"
#include "cli/text_table.h"
#include "dance/search/comparison.h"

namespace dance::cli {
namespace {

class CompareCommand final : public Command {
 public:
  std::string name() const override { return "compare"; }
  std::string description() const override { return "Runs DANCE and its rivals on equal terms"; }
  std::string example() const override {
    return "dance compare --preset paper-small --out runs/compare\n"
           "dance compare --preset mine.yaml --seeds 0,1,2,3,4 --out runs/mine";
  }

  void add_options(CLI::App& app) override {
    app.add_option("--preset", preset_, "Comparison: a preset of configs/compare, or a file")
        ->type_name("FILE")
        ->capture_default_str();
    app.add_option("--seeds", seeds_, "Seeds in place of the file's")->delimiter(',')->type_name("N,...");
    add_set_option(app, set_, "Override one value of every search configuration");
    app.add_option("-o,--out", out_, "Output folder; one that a comparison was stopped in goes on")
        ->type_name("DIR")
        ->required();
  }

  void run(CommandContext& context) override {
    const ComparisonConfig config = load_comparison(preset_, seeds_, set_);
    const std::vector<ComparedMethodRuns> comparison = run_comparison(config, out_, context.progress);
    context.progress.end();
    context.out << (context.json ? json_text(to_json(comparison)) : as_text(comparison));
  }

 private:
  template <typename Value>
  static std::string cell(const ComparedMethodRuns& method, int digits, const Value& value) {
    std::vector<double> values;
    for (const ComparedRun& run : method.runs) values.push_back(value(run));
    const MeanSpread spread = mean_spread(values);
    if (values.size() < 2) return fmt::format("{:.{}f}", spread.mean, digits);
    return fmt::format("{:.{}f} ({:.{}f})", spread.mean, digits, spread.deviation, digits);
  }

  std::string as_text(const std::vector<ComparedMethodRuns>& comparison) const {
    TextTable table(
        {"<method", "accuracy %", "latency ms", "energy mJ", "area mm2", "EDAP 1e-3", "search s"});
    for (const ComparedMethodRuns& method : comparison) {
      table.add_row({method.name, cell(method, 2, [](const auto& r) { return 100 * r.test_accuracy; }),
                     cell(method, 4, [](const auto& r) { return r.metrics.latency_ms; }),
                     cell(method, 4, [](const auto& r) { return r.metrics.energy_mj; }),
                     cell(method, 3, [](const auto& r) { return r.metrics.area_mm2; }),
                     cell(method, 3, [](const auto& r) { return 1e3 * r.metrics.edap(); }),
                     cell(method, 0, [](const auto& r) { return r.search_s; })});
    }
    double warm_up_s = 0, evaluator_s = 0;
    for (const ComparedMethodRuns& method : comparison) {
      for (const ComparedRun& run : method.runs) {
        warm_up_s += run.warm_up_s;
        evaluator_s += run.evaluator_s;
      }
    }
    return fmt::format(
        "{} seeds: mean (standard deviation)\n\n{}\nApart from the search: warm-ups {:.0f} s in all, shared "
        "by "
        "the methods of a seed; evaluators {:.0f} s\n{}/comparison.csv\n",
        comparison.front().runs.size(), table.text(), warm_up_s, evaluator_s, out_);
  }

  std::string preset_ = "paper-small", out_;
  std::vector<std::uint64_t> seeds_;
  std::vector<std::string> set_;
};

}  // namespace

std::unique_ptr<Command> make_compare_command() { return std::make_unique<CompareCommand>(); }

}  // namespace dance::cli
