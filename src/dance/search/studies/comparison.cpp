#include "dance/search/studies/comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "dance/core/error.h"
#include "dance/core/file_lock.h"
#include "dance/core/files.h"
#include "dance/report/gnuplot.h"
#include "dance/search/run/run.h"
#include "dance/search/studies/comparison_checks.h"
#include "dance/search/studies/comparison_report.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

constexpr const char* kMarker = "compare.yaml";  // what the comparison was last started from
constexpr const char* kLocks = ".locks";  // where processes that share the runs keep out of each other's way

fs::path lock_file(const fs::path& folder, const std::string& name) {
  return folder / kLocks / (name + ".lock");
}

std::string marker_text(const ComparisonConfig& config) {
  std::vector<std::string> overrides;
  for (const ComparisonOverride& override : config.overrides) overrides.push_back(override.assignment);
  return fmt::format("# Seeds: {}. Set for every run: {}.\n{}", fmt::join(config.seeds, ", "),
                     overrides.empty() ? "nothing" : fmt::format("{}", fmt::join(overrides, ", ")),
                     read_file(config.file));
}

// Opens a folder that is new, empty, or a comparison's. Another process may be opening it at this moment.
void open_folder(const ComparisonConfig& config, const fs::path& folder) {
  std::error_code ignored;
  try {
    create_output_folder(folder);
  } catch (const Error&) {
    if (!fs::exists(folder / kLocks, ignored)) throw;
  }
  const fs::path marker = folder / kMarker;
  const FileLock opening(lock_file(folder, ".folder"));
  if (fs::equivalent(marker, config.file, ignored)) return;
  const std::string text = marker_text(config);
  if (!fs::exists(marker, ignored) || read_file(marker) != text) write_file_atomic(marker, text);
}

fs::path run_folder(const fs::path& folder, const ComparedMethod& method, std::uint64_t seed) {
  fs::path runs = folder / method.name;
  if (method.lambda2) runs /= fmt::format("lambda2-{}", *method.lambda2);
  return runs / fmt::format("seed-{}", seed);
}

// Whether the run is there already. Removes what is left of one that was stopped.
bool is_finished(const fs::path& run, const SearchConfig& config) {
  std::error_code ignored;
  if (!fs::exists(run, ignored)) return false;
  if (fs::exists(run / "design.json", ignored)) {
    check_same_settings(run / kConfigFile, config, "another --out");
    return true;
  }
  if (!fs::is_empty(run, ignored) && !fs::exists(run / kConfigFile, ignored))
    throw Error(
        {run.string(), 0, "", "holds something else than a run", "a run of this comparison, or nothing", ""});
  fs::remove_all(run);
  return false;
}

// The seconds of these phases in a run's timings.json; of all phases where none is named.
double seconds_in(const Json& timings, const std::vector<std::string>& phases = {}) {
  double sum = 0;
  for (const Json& phase : timings.at("phases")) {
    const std::string name = phase.at("name");
    if (phases.empty() || std::find(phases.begin(), phases.end(), name) != phases.end())
      sum += phase.at("wall_s").get<double>();
  }
  return sum;
}

// Runs what is not finished. Where several processes work on one comparison, each runs what none of the
// others is at.
class Runs {
 public:
  Runs(const ComparisonConfig& config, const DataSplits& data, const fs::path& folder,
       const WorkContext& context)
      : config_(config), data_(data), folder_(folder), context_(context) {}

  // Returns when every run is finished, by whichever process. The runs of a seed share a warm-up, so a
  // process first works on seeds that it has for itself, then joins the others in theirs, and at last waits
  // for them. A process that was stopped leaves its run to those that wait.
  void finish_all() {
    for (const std::uint64_t seed : config_.seeds)
      if (const auto mine = FileLock::try_lock(lock_file(folder_, fmt::format(".seeds/{}", seed))))
        finish_free(seed);
    for (const std::uint64_t seed : config_.seeds) finish_free(seed);
    for (const std::uint64_t seed : config_.seeds)
      for (const ComparedMethod& method : config_.methods) finish_awaited(method, seed);
  }

 private:
  void finish_free(std::uint64_t seed) {
    for (const ComparedMethod& method : config_.methods)
      if (const auto mine = FileLock::try_lock(lock_of(method, seed))) finish(method, seed);
  }

  void finish_awaited(const ComparedMethod& method, std::uint64_t seed) {
    const FileLock mine = FileLock::lock(lock_of(method, seed), [&] {
      context_.progress.begin("waiting for " + name_of(method, seed), 0, "");
    });
    finish(method, seed);
  }

  void finish(const ComparedMethod& method, std::uint64_t seed) {
    const SearchConfig search = config_.of(method, seed);
    const fs::path run = run_folder(folder_, method, seed);
    if (is_finished(run, search)) return;
    context_.progress.begin(name_of(method, seed), 0, "");
    run_design_search(search, data_, run, context_);
  }

  std::string name_of(const ComparedMethod& method, std::uint64_t seed) const {
    return run_folder("", method, seed).string();
  }
  fs::path lock_of(const ComparedMethod& method, std::uint64_t seed) const {
    return lock_file(folder_, name_of(method, seed));
  }

  const ComparisonConfig& config_;
  const DataSplits& data_;
  const fs::path& folder_;
  const WorkContext& context_;
};

ComparedRun result_of(const fs::path& run, std::uint64_t seed) {
  const Design design = read_design(run);
  const Json timings = Json::parse(read_file(run / kTimingsFile));
  return {seed,
          design.test_accuracy,
          design.metrics,
          design.cost(design.metrics),
          design.search.evaluations,
          design.search.supernet_score,
          design.limits,
          seconds_in(timings, {"supernet", "search", "derivation"}),
          seconds_in(timings, {"warm-up"}),
          seconds_in(timings, {"evaluator"}),
          seconds_in(timings)};
}

void draw(const std::vector<ComparedRuns>& comparison, const fs::path& file, Progress& progress) {
  try {
    require_gnuplot("comparison.svg");
    write_file_atomic(file, gnuplot_output(comparison_plot(comparison)));
  } catch (const Error& error) {
    progress.warn(std::string("no picture is drawn: ") + error.what());
  }
}

DataSplits data_of(const ComparisonConfig& config) {
  const SearchConfig first = config.of(config.methods.front(), config.seeds.front());
  return open_data(first.data, first.data_seed);
}

}  // namespace

void help_comparison(const ComparisonConfig& config, const fs::path& folder, const WorkContext& context) {
  const DataSplits data = data_of(config);
  check_runs(config, data, context);
  open_folder(config, folder);
  const fs::path lock = lock_file(folder, ".shared");
  if (!FileLock::keeps_out(lock))
    throw Error({lock.string(), 0, "", "keeps nobody out", "a file system that has locks", ""});
  Runs(config, data, folder, context).finish_all();
}

std::vector<ComparedRuns> run_comparison(const ComparisonConfig& config, const fs::path& folder,
                                         const WorkContext& context) {
  return run_comparison(config, data_of(config), folder, context);
}

std::vector<ComparedRuns> run_comparison(const ComparisonConfig& config, const DataSplits& data,
                                         const fs::path& folder, const WorkContext& context) {
  check_runs(config, data, context);
  open_folder(config, folder);
  Runs(config, data, folder, context).finish_all();
  std::vector<ComparedRuns> comparison;
  for (const ComparedMethod& method : config.methods) {
    ComparedRuns& compared = comparison.emplace_back(ComparedRuns{method, {}});
    for (const std::uint64_t seed : config.seeds)
      compared.runs.push_back(result_of(run_folder(folder, method, seed), seed));
  }
  write_file_atomic(folder / "comparison.json", json_text(to_json(comparison)));
  write_file_atomic(folder / "comparison.csv", comparison_csv(comparison));
  draw(comparison, folder / "comparison.svg", context.progress);
  return comparison;
}

}  // namespace dance
