// `dance train RUN`: trains again the network that a search found.
#include <fmt/format.h>

#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/config_options.h"
#include "dance/search/run/run.h"

namespace dance::cli {
namespace {

class TrainCommand final : public Command {
 public:
  std::string example() const override {
    return "dance train runs/small --set final_training.epochs=30 --set final_training.start=scratch --out "
           "runs/small-long";
  }

  void add_options(CLI::App& app) override {
    app.add_option("run", run_, "Folder of a finished search")->type_name("RUN")->required();
    options_.add_to(app);
    app.add_option("-o,--out", out_,
                   "Output folder, new or empty; default: the run itself, whose weights are replaced")
        ->type_name("DIR");
  }

  void run(CommandContext& context) override {
    std::optional<std::filesystem::path> output;
    if (out_) output = *out_;
    const TrainingReport report = run_training(run_, options_.overrides(), output, context.work());
    if (context.json) {
      context.out << json_text(to_json(report));
      return;
    }
    context.out << fmt::format("accuracy {:.2f} % of {} test images after {:.1f} s\n",
                               100 * report.trained.test_accuracy, report.trained.test_images,
                               report.timings.total_s());
    context.out << fmt::format("{}\n{}\n", (report.folder / kWeightsFile).string(),
                               (report.folder / kTrainingFile).string());
  }

 private:
  ConfigOptions options_;
  std::string run_;
  std::optional<std::string> out_;
};

}  // namespace

std::unique_ptr<Command> make_train_command() { return std::make_unique<TrainCommand>(); }

}  // namespace dance::cli
