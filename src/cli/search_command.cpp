// `dance search`: designs a network and its accelerator together.
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/config_options.h"
#include "cli/number_option.h"
#include "dance/search/run/run.h"
#include "dance/search/run/run_folder.h"
#include "dance/search/run/search_config.h"

namespace dance::cli {
namespace {

class SearchCommand final : public Command {
 public:
  std::string example() const override {
    return "dance search\n"
           "dance search --evaluator learned --set search.lambda2=0.5 --seed 1 --out runs/small-l05\n"
           "dance search --max-latency-ms 0.12 --max-area-mm2 0.3\n"
           "dance search --config cifar10 --data cifar10:cifar-10-batches-bin";
  }

  void add_options(CLI::App& app) override {
    app.add_option("--config", config_,
                   "Configuration: a preset of configs/search, or a file; default: default")
        ->type_name("FILE");
    options_.add_to(app);
    app.add_option(
           "--evaluator", evaluator_,
           "exact (the default) or learned; or a rival, which searches the network alone: flops or none")
        ->check(CLI::IsMember({"learned", "exact", "flops", "none"}));
    const auto add_limit = [&](const char* option, std::optional<std::string>& limit, const char* help) {
      app.add_option(option, limit, help)->check(number_in({.least = 0, .above = true}));
    };
    add_limit("--max-latency-ms", max_latency_ms_,
              "The design is at most this slow; not with the learned evaluator");
    add_limit("--max-energy-mj", max_energy_mj_,
              "The design takes at most this energy; not with the learned evaluator");
    add_limit("--max-area-mm2", max_area_mm2_, "The accelerator is at most this large");
    app.add_option("-o,--out", out_, "Output folder, new or empty; default: runs/<date>-<time>")
        ->type_name("DIR");
  }

  void run(CommandContext& context) override {
    std::vector<std::string> overrides = options_.overrides();
    add_override("evaluator.kind", evaluator_, overrides);
    add_override("limits.max_latency_ms", max_latency_ms_, overrides);
    add_override("limits.max_energy_mj", max_energy_mj_, overrides);
    add_override("limits.max_area_mm2", max_area_mm2_, overrides);
    const SearchConfig config = load_search_config(config_, overrides);
    const SearchReport report =
        run_design_search(config, out_.value_or(default_run_folder().string()), context.work());
    if (context.json) {
      context.out << json_text(to_json(report));
    } else if (context.quiet) {
      context.out << report.folder.string() << "\n";
    } else {
      context.out << summary(report.design, report.timings, report.folder, report.files,
                             {.rich = context.color});
    }
  }

 private:
  ConfigOptions options_;
  std::optional<std::string> config_, evaluator_, out_, max_latency_ms_, max_energy_mj_, max_area_mm2_;
};

}  // namespace

std::unique_ptr<Command> make_search_command() { return std::make_unique<SearchCommand>(); }

}  // namespace dance::cli
