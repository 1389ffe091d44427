// `dance compare`: several ways of finding a design, side by side.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/command.h"
#include "cli/config_options.h"
#include "cli/helper_processes.h"
#include "cli/text_table.h"
#include "dance/core/error.h"
#include "dance/core/mean_spread.h"
#include "dance/core/split_list.h"
#include "dance/search/studies/comparison.h"
#include "dance/search/studies/comparison_report.h"

namespace dance::cli {
namespace {

class CompareCommand final : public Command {
 public:
  std::string example() const override {
    return "dance compare --preset paper-small --out runs/compare\n"
           "dance compare --preset mine.yaml --seeds 0,1,2,3,4 --jobs 4 --out runs/mine";
  }

  void add_options(CLI::App& app) override {
    app.add_option("--preset", preset_, "Comparison: a preset of configs/compare, or a file")
        ->type_name("FILE")
        ->capture_default_str();
    app.add_option("--seeds", seeds_, "Seeds in place of the file's")->type_name("N,...");
    add_set_option(app, set_, "Override one value of every search configuration, before the methods' own");
    app.add_option("--jobs", jobs_,
                   "Runs at a time, each with its share of the cores unless `threads` is set; runs of other "
                   "processes on the same output folder come on top")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    app.add_option("-o,--out", out_, "Output folder; one that a comparison was stopped in goes on")
        ->type_name("DIR")
        ->required();
  }

  void run(CommandContext& context) override {
    const ComparisonConfig config = load();
    HelperProcesses helpers(jobs_ - 1, [&] {
      NoProgress silent;
      help_comparison(config, out_, {silent, context.cache});
    });
    const std::vector<ComparedRuns> comparison = run_comparison(config, out_, context.work());
    const int failed = helpers.wait();
    context.progress.end();
    if (failed > 0)
      context.progress.warn(fmt::format("{} of {} further processes failed, and left their runs to this one",
                                        failed, jobs_ - 1));
    context.out << (context.json ? json_text(to_json(comparison)) : as_text(comparison));
  }

 private:
  using Seeds = std::vector<std::uint64_t>;

  // The comparison, with the cores shared out among the jobs, of which there are no more than runs.
  ComparisonConfig load() {
    ComparisonConfig config = load_comparison(preset_, seeds_ ? seeds_of(*seeds_) : Seeds{}, set_);
    jobs_ = std::min(jobs_, static_cast<int>(config.methods.size() * config.seeds.size()));
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    if (jobs_ > 1) config.threads = std::max(1, cores / jobs_);
    return config;
  }

  static Seeds seeds_of(const std::string& text) {
    Seeds seeds;
    for (const std::string& part : split_list(text + ",")) {  // so that an empty last part is a fault, too
      std::int64_t seed = -1;
      const auto [stop, fault] = std::from_chars(part.data(), part.data() + part.size(), seed);
      if (fault != std::errc() || stop != part.data() + part.size() || seed < 0)
        throw Error({"", 0, "--seeds", "not a list of seeds",
                     "integers of at least 0 between commas, such as 0,1,2", "'" + text + "'"});
      seeds.push_back(static_cast<std::uint64_t>(seed));
    }
    return seeds;
  }

  static std::string spread(const std::vector<double>& values, int digits) {
    const MeanSpread spread = mean_spread(values);
    if (values.size() < 2) return fmt::format("{:.{}f}", spread.mean, digits);
    return fmt::format("{:.{}f} ({:.{}f})", spread.mean, digits, spread.deviation, digits);
  }

  template <typename Value>
  static std::string cell(const ComparedRuns& compared, int digits, const Value& value) {
    return spread(values_of(compared, value), digits);
  }

  static std::string supernet_cell(const ComparedRuns& compared) {
    std::vector<double> values;
    for (const ComparedRun& run : compared.runs)
      if (run.supernet_score) values.push_back(run.supernet_score->ce);
    return values.empty() ? "-" : spread(values, 3);
  }

  static bool has_limits(const ComparedRuns& compared) {
    return std::any_of(compared.runs.begin(), compared.runs.end(),
                       [](const ComparedRun& run) { return run.limits.limits.any(); });
  }

  // How many runs are within their limits, and the steps from which on they were.
  static std::vector<std::string> limit_cells(const ComparedRuns& compared) {
    if (!has_limits(compared)) return {"", ""};
    std::size_t within = 0;
    std::vector<double> since;
    for (const ComparedRun& run : compared.runs) {
      within += run.limits.excess <= 0 ? 1 : 0;
      if (run.limits.within_since) since.push_back(static_cast<double>(*run.limits.within_since));
    }
    return {fmt::format("{} of {}", within, compared.runs.size()), since.empty() ? "-" : spread(since, 0)};
  }

  std::string as_text(const std::vector<ComparedRuns>& comparison) const {
    const bool sweeps = std::any_of(comparison.begin(), comparison.end(),
                                    [](const ComparedRuns& c) { return c.method.lambda2.has_value(); });
    const bool limits = std::any_of(comparison.begin(), comparison.end(), has_limits);
    std::vector<std::string> head = {"<method"};
    if (sweeps) head.push_back("lambda2");
    const bool several_seeds = comparison.front().runs.size() > 1;
    head.emplace_back("accuracy %");
    if (several_seeds) head.emplace_back("paired");
    for (const char* column : {"latency ms", "energy mJ", "area mm2", "EDAP 1e-3"}) head.emplace_back(column);
    if (limits) head.insert(head.end(), {"within", "since step"});
    head.insert(head.end(), {"front", "supernet CE", "evaluations", "search s"});
    TextTable table(head);
    const std::vector<bool> front = on_front(comparison);
    const std::vector<double> paired = paired_accuracy_deviations(comparison);
    for (std::size_t m = 0; m < comparison.size(); ++m) {
      const ComparedRuns& compared = comparison[m];
      std::vector<std::string> row = {compared.method.name};
      if (sweeps) row.push_back(compared.method.lambda2 ? fmt::format("{}", *compared.method.lambda2) : "");
      row.push_back(cell(compared, 2, [](const auto& r) { return 100 * r.test_accuracy; }));
      if (several_seeds) row.push_back(fmt::format("({:.2f})", 100 * paired[m]));
      row.push_back(cell(compared, 4, [](const auto& r) { return r.metrics.latency_ms; }));
      row.push_back(cell(compared, 4, [](const auto& r) { return r.metrics.energy_mj; }));
      row.push_back(cell(compared, 3, [](const auto& r) { return r.metrics.area_mm2; }));
      row.push_back(cell(compared, 3, [](const auto& r) { return 1e3 * r.metrics.edap(); }));
      if (limits)
        for (const std::string& text : limit_cells(compared)) row.push_back(text);
      row.emplace_back(front[m] ? "*" : "");
      row.push_back(supernet_cell(compared));
      row.push_back(cell(compared, 0, [](const auto& r) { return r.evaluations; }));
      row.push_back(cell(compared, 0, [](const auto& r) { return r.search_s; }));
      table.add_row(row);
    }
    return fmt::format(
        "{} seeds: mean (standard deviation){}; * no other is at least as good in both mean "
        "accuracy and EDAP\n\n{}\n{}{}/comparison.csv, .json{}\n",
        comparison.front().runs.size(),
        several_seeds ? "; paired: that of the accuracy once what a seed does to all methods is taken off"
                      : "",
        table.text(), times_apart(comparison), out_,
        std::filesystem::exists(out_ + "/comparison.svg") ? ", .svg" : "");
  }

  static std::string times_apart(const std::vector<ComparedRuns>& comparison) {
    double search_s = 0, warm_up_s = 0, evaluator_s = 0, total_s = 0;
    for (const ComparedRuns& compared : comparison) {
      for (const ComparedRun& run : compared.runs) {
        search_s += run.search_s;
        warm_up_s += run.warm_up_s;
        evaluator_s += run.evaluator_s;
        total_s += run.total_s;
      }
    }
    return fmt::format(
        "In all {:.0f} s: searches {:.0f} s; warm-ups, shared by the runs of a seed, {:.0f} s and evaluators "
        "{:.0f} s, waits for another run's included; the rest is cost tables, final trainings and tests\n",
        total_s, search_s, warm_up_s, evaluator_s);
  }

  std::string preset_ = "paper-small", out_;
  int jobs_ = 1;
  std::optional<std::string> seeds_;
  std::vector<std::string> set_;
};

}  // namespace

std::unique_ptr<Command> make_compare_command() { return std::make_unique<CompareCommand>(); }

}  // namespace dance::cli
