// dance evaluator: trains the learned evaluator, and checks it against the cost table on networks it never
// saw.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/text_table.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"
#include "dance/cost/cost_table.h"
#include "dance/evaluator/cost_tensor.h"
#include "dance/evaluator/evaluator_check.h"
#include "dance/evaluator/labels.h"
#include "dance/evaluator/learned_evaluator.h"
#include "dance/report/cost_json.h"
#include "dance/search/search_config.h"
#include "dance/space/space_table.h"
#include "dance/train/runtime.h"

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

std::string percent(double fraction) { return fmt::format("{:.3f} %", 100 * fraction); }

Json to_json(const Spread& spread) {
  return {{"mean", spread.mean}, {"p99", spread.p99}, {"worst", spread.worst}};
}

Json to_json(const EvaluatorScore& score) {
  Json heads = Json::object();
  for (const EvaluatorScore::Head& head : score.heads) heads[head.name] = head.accuracy;
  return {{"networks", score.networks},
          {"regret", to_json(score.regret)},
          {"optimal_share", score.optimal_share},
          {"latency_error", to_json(score.latency_error)},
          {"energy_error", to_json(score.energy_error)},
          {"area_error", to_json(score.area_error)},
          {"random_latency_error", to_json(score.random_latency_error)},
          {"random_energy_error", to_json(score.random_energy_error)},
          {"random_area_error", to_json(score.random_area_error)},
          {"head_accuracy", heads}};
}

std::string score_text(const EvaluatorCheck& check) {
  TextTable table({"<", "one-hot mean", "99th", "worst", "soft mean", "99th", "worst"});
  const auto row = [&](const std::string& name, const Spread& a, const Spread& b) {
    table.add_row({name, percent(a.mean), percent(a.p99), percent(a.worst), percent(b.mean), percent(b.p99),
                   percent(b.worst)});
  };
  const EvaluatorScore &a = check.one_hot, &b = check.soft;
  row("regret", a.regret, b.regret);
  row("latency error", a.latency_error, b.latency_error);
  row("energy error", a.energy_error, b.energy_error);
  row("area error", a.area_error, b.area_error);
  row("latency error, any accelerator", a.random_latency_error, b.random_latency_error);
  row("energy error, any accelerator", a.random_energy_error, b.random_energy_error);
  row("area error, any accelerator", a.random_area_error, b.random_area_error);
  TextTable right({"<right", "one-hot", "soft"});
  for (std::size_t h = 0; h < a.heads.size(); ++h)
    right.add_row({a.heads[h].name, percent(a.heads[h].accuracy), percent(b.heads[h].accuracy)});
  right.add_row({"whole accelerator", percent(a.optimal_share), percent(b.optimal_share)});
  return fmt::format("{} unseen networks of each kind\n\n{}\n{}", a.networks, table.text(), right.text());
}

class EvaluatorCommand final : public Command {
 public:
  std::string name() const override { return "evaluator"; }
  std::string description() const override {
    return "Trains the learned evaluator, or checks it on unseen networks";
  }
  std::string example() const override {
    return "dance evaluator train --network small --hardware edge --cost edap\n"
           "dance evaluator check --samples 10000 --json";
  }

  void add_options(CLI::App& app) override {
    app.add_option("ACTION", action_,
                   "train: train and cache it; check: train it where needed, then check it")
        ->required()
        ->check(CLI::IsMember({"train", "check"}));
    app.add_option("--config", config_,
                   "Search configuration: a preset of configs/search, or a file; default: default")
        ->type_name("FILE");
    app.add_option("--set", set_,
                   "Override one value of the configuration, such as evaluator.learned.labels=65536")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--network", network_, "Network space: a preset or a file")->type_name("N");
    app.add_option("--hardware", hardware_, "Hardware space: a preset or a file")->type_name("H");
    app.add_option("--cost", cost_, "edap or weighted")->check(CLI::IsMember({"edap", "weighted"}));
    app.add_option("--samples", samples_, "Networks to check on, of each kind: one-hot and soft")
        ->check(CLI::Range(1, 100'000'000))
        ->capture_default_str();
    app.add_flag("--again", again_, "Train even where the cache holds this evaluator");
    app.add_option("--seed", seed_, "Seed of the training and of the networks to check on")->type_name("N");
    app.add_option("--threads", threads_, "Threads; 0: all cores")->type_name("N");
  }

  void run(CommandContext& context) override {
    const Setting setting = prepare(context.progress);
    const std::unique_ptr<LearnedEvaluator> evaluator = trained(setting, context.progress);
    Json json = {{"schema", "dance-evaluator-1"},        {"network", setting.network.name},
                 {"hardware", setting.hardware.name},    {"accelerators", setting.hardware.size()},
                 {"cost", dance::to_json(setting.cost)}, {"key", evaluator->key()},
                 {"file", file(*evaluator).string()}};
    std::string text = fmt::format("learned evaluator of {} on {}: {}\n", setting.network.name,
                                   setting.hardware.name, file(*evaluator).string());
    if (action_ == "check") {
      const TableLabels labels(setting.table, setting.cost,
                               allowed_accelerators(setting.table, std::nullopt));
      const EvaluatorCheck check = check_evaluator(*evaluator, labels, samples_,
                                                   setting.config.evaluator.learned.seed, context.progress);
      json["one_hot"] = to_json(check.one_hot);
      json["soft"] = to_json(check.soft);
      text += score_text(check);
    }
    context.out << (context.json ? json_text(json) : text);
  }

 private:
  Setting prepare(Progress& progress) const {
    std::vector<std::string> overrides = set_;
    const auto add = [&](const std::string& key, const std::optional<std::string>& value) {
      if (value) overrides.push_back(text_override(key, *value));
    };
    add("network", network_);
    add("hardware", hardware_);
    add("cost.kind", cost_);
    add("evaluator.learned.seed", seed_);
    add("threads", threads_);
    Setting setting;
    setting.config = load_search_config(config_, overrides);
    setting.network = NetworkSpace::load(setting.config.network_file);
    setting.hardware = HardwareSpace::load(setting.config.hardware_file);
    const Runtime runtime = configure_runtime(setting.config.threads, setting.config.device);
    for (const std::string& warning : runtime.warnings) progress.warn(warning);
    setting.table = CostTable::build_cached(request_of(setting.network), setting.hardware, cache_folder(),
                                            runtime.threads, progress);
    setting.cost = setting.config.cost;
    setting.cost.reference = reference_metrics(setting.table, setting.network);
    return setting;
  }

  std::unique_ptr<LearnedEvaluator> trained(const Setting& s, Progress& progress) const {
    if (!again_) {
      return LearnedEvaluator::load_or_train(s.table, s.hardware, s.cost, s.config.evaluator, s.config.seed,
                                             cache_folder(), progress);
    }
    std::unique_ptr<LearnedEvaluator> evaluator =
        LearnedEvaluator::train(s.table, s.hardware, s.cost, s.config.evaluator, s.config.seed, progress);
    evaluator->save(file(*evaluator));
    return evaluator;
  }

  static std::filesystem::path file(const LearnedEvaluator& evaluator) {
    return LearnedEvaluator::cached_file(cache_folder(), evaluator.key());
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
