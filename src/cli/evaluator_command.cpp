// dance evaluator: trains the learned evaluator, and checks it against the cost table on networks it never
// saw.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/config_options.h"
#include "cli/evaluator_tables.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"
#include "dance/engine/table/cost_table.h"
#include "dance/report/cost_json.h"
#include "dance/search/evaluator/cost_tensor.h"
#include "dance/search/learned_evaluator/evaluator_check.h"
#include "dance/search/learned_evaluator/labels.h"
#include "dance/search/learned_evaluator/learned_evaluator.h"
#include "dance/search/run/search_config.h"
#include "dance/search/space/narrowing.h"
#include "dance/search/space/space_table.h"
#include "dance/search/train/runtime.h"

namespace dance::cli {
namespace {

// What the evaluator belongs to.
struct Setting {
  SearchConfig config;
  NetworkSpace network;
  HardwareSpace hardware;
  CostTable table;
  CostFunction cost;
};

class EvaluatorCommand final : public Command {
 public:
  std::string example() const override {
    return "dance evaluator train --network small --hardware edge --cost edap\n"
           "dance evaluator check --samples 10000 --json";
  }

  void add_options(CLI::App& app) override {
    app.add_option(
           "ACTION", action_,
           "train: train and cache it; check: with and without feature forwarding, trained where needed")
        ->required()
        ->check(CLI::IsMember({"train", "check"}));
    app.add_option("--config", config_,
                   "Search configuration: a preset of configs/search, or a file; default: default")
        ->type_name("FILE");
    add_set_option(app, set_,
                   "Override one value of the configuration, such as evaluator.learned.labels=65536");
    app.add_option("--network", network_, "Network space: a preset or a file")->type_name("N");
    app.add_option("--hardware", hardware_,
                   "Hardware space: a preset, a file, or a part of it (SPACE:KEY=VALUES,...)")
        ->type_name("H");
    app.add_option("--cost", cost_,
                   fmt::format("{} (their options by --set)", fmt::join(cost_kind_names(), ", ")))
        ->check(CLI::IsMember(cost_kind_names()));
    app.add_option("--samples", samples_, "Networks to check on, of each kind: one-hot and soft")
        ->check(CLI::Range(1, 100'000'000))
        ->capture_default_str();
    app.add_flag("--again", again_, "Train even where the cache holds this evaluator");
    app.add_option("--seed", seed_, "Seed of the training and of the networks to check on")->type_name("N");
    app.add_option("--threads", threads_, "Threads; 0: all cores")->type_name("N");
  }

  void run(CommandContext& context) override {
    Setting setting = prepare(context.work());
    Json json = {{"schema", "dance-evaluator-2"},
                 {"network", setting.network.name},
                 {"hardware", setting.hardware.full_name()},
                 {"accelerators", setting.hardware.size()},
                 {"cost", dance::to_json(setting.cost)}};
    const std::string text =
        action_ == "check" ? check(setting, json, context.work()) : train(setting, json, context.work());
    context.out << (context.json ? json_text(json) : text);
  }

 private:
  Setting prepare(WorkContext context) const {
    std::vector<std::string> overrides = set_;
    add_override("network", network_, overrides);
    add_override("hardware", hardware_, overrides);
    add_override("cost.kind", cost_, overrides);
    add_override("evaluator.learned.seed", seed_, overrides);
    add_override("threads", threads_, overrides);
    add_override("device", "cpu", overrides);  // where evaluators are, whatever the search uses
    Setting setting;
    setting.config = load_search_config(config_, overrides);
    check_learnable(setting.config.limits);
    setting.network = NetworkSpace::load(setting.config.network_file);
    const Runtime runtime = configure_runtime(setting.config.threads, setting.config.device);
    context.threads = runtime.threads;
    for (const std::string& warning : runtime.warnings) context.progress.warn(warning);
    setting.hardware =
        narrowed(setting.network, load_space(setting.config.hardware_space, setting.config.hardware),
                 setting.config.cost, setting.config.limits, setting.config.narrowing, context);
    setting.table = CostTable::build_cached(request_of(setting.network), setting.hardware, context);
    setting.cost = setting.config.cost;
    setting.cost.reference = reference_metrics(setting.table, setting.network);
    return setting;
  }

  // Both add to `json` and return the text.
  std::string train(const Setting& setting, Json& json, const WorkContext& context) const {
    const std::unique_ptr<LearnedEvaluator> evaluator = trained(setting, context);
    json["key"] = evaluator->key();
    json["file"] = file(*evaluator, context).string();
    return fmt::format("learned evaluator of {} on {}: {}\n", setting.network.name,
                       setting.hardware.full_name(), file(*evaluator, context).string());
  }

  std::string check(Setting& setting, Json& json, const WorkContext& context) const {
    const TableLabels labels(
        setting.table, setting.cost,
        allowed_accelerators(setting.table, setting.config.evaluator.table_limits.max_area_mm2));
    EvaluatorChecks checks;
    std::string text =
        fmt::format("learned evaluators of {} on {}\n", setting.network.name, setting.hardware.full_name());
    for (const bool forwarding : {true, false}) {
      setting.config.evaluator.learned.feature_forwarding = forwarding;
      const std::unique_ptr<LearnedEvaluator> evaluator = trained(setting, context);
      EvaluatorCheck& own = forwarding ? checks.with_forwarding : checks.without_forwarding;
      own = check_evaluator(*evaluator, labels, samples_, setting.config.evaluator.learned.seed,
                            context.progress);
      const std::string name = forwarding ? "with feature forwarding" : "without feature forwarding";
      text += fmt::format("  {}: {}\n", name, file(*evaluator, context).string());
      Json& entry = json[forwarding ? "with_feature_forwarding" : "without_feature_forwarding"];
      entry = to_json(own);
      entry["key"] = evaluator->key();
      entry["file"] = file(*evaluator, context).string();
    }
    return text + text_of(checks);
  }

  std::unique_ptr<LearnedEvaluator> trained(const Setting& s, const WorkContext& context) const {
    if (!again_) {
      return LearnedEvaluator::load_or_train(s.table, s.hardware, s.cost, s.config.evaluator, s.config.seed,
                                             context);
    }
    std::unique_ptr<LearnedEvaluator> evaluator = LearnedEvaluator::train(
        s.table, s.hardware, s.cost, s.config.evaluator, s.config.seed, context.progress);
    evaluator->save(file(*evaluator, context));
    return evaluator;
  }

  static std::filesystem::path file(const LearnedEvaluator& evaluator, const WorkContext& context) {
    return LearnedEvaluator::cached_file(context.cache, evaluator.key());
  }

  std::string action_;
  std::optional<std::string> config_, network_, hardware_, cost_, seed_, threads_;
  std::vector<std::string> set_;
  std::int64_t samples_ = 10000;
  bool again_ = false;
};

}  // namespace

std::unique_ptr<Command> make_evaluator_command() { return std::make_unique<EvaluatorCommand>(); }

}  // namespace dance::cli
