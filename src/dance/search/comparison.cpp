#include "dance/search/comparison.h"

#include <fmt/format.h>

#include <algorithm>

#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/report/gnuplot.h"
#include "dance/search/comparison_report.h"
#include "dance/search/run.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

constexpr const char* kMarker = "compare.yaml";  // a comparison's folder, and what it was started from

// The folder is new, empty, or a comparison's.
void open_folder(const ComparisonConfig& config, const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder / kMarker, ignored)) {
    create_output_folder(folder);
    write_file_atomic(folder / kMarker, read_file(config.file));
  }
}

fs::path run_folder(const fs::path& folder, const ComparedMethod& method, std::uint64_t seed) {
  fs::path runs = folder / method.name;
  if (method.lambda2) runs /= fmt::format("lambda2-{}", *method.lambda2);
  return runs / fmt::format("seed-{}", seed);
}

// Whether the run is there already; what is left of one that was stopped is removed.
bool is_finished(const fs::path& run, const SearchConfig& config) {
  std::error_code ignored;
  if (!fs::exists(run, ignored)) return false;
  if (!fs::exists(run / "design.json", ignored)) {
    fs::remove_all(run);
    return false;
  }
  if (read_file(run / kConfigFile) != to_yaml(config)) {
    throw Error({(run / kConfigFile).string(), 0, "", "is of a run with other settings",
                 "the same comparison, or another --out", ""});
  }
  return true;
}

// Of a run's timings.json; without `phases` all of them.
double seconds_in(const Json& timings, const std::vector<std::string>& phases = {}) {
  double sum = 0;
  for (const Json& phase : timings.at("phases")) {
    const std::string name = phase.at("name");
    if (phases.empty() || std::find(phases.begin(), phases.end(), name) != phases.end())
      sum += phase.at("wall_s").get<double>();
  }
  return sum;
}

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

}  // namespace

std::vector<ComparedRuns> run_comparison(const ComparisonConfig& config, const fs::path& folder,
                                         Progress& progress) {
  const SearchConfig first = config.of(config.methods.front(), config.seeds.front());
  return run_comparison(config, open_data(first.data, first.data_seed), folder, progress);
}

std::vector<ComparedRuns> run_comparison(const ComparisonConfig& config, const DataSplits& data,
                                         const fs::path& folder, Progress& progress) {
  open_folder(config, folder);
  std::vector<ComparedRuns> comparison;
  for (const ComparedMethod& method : config.methods) comparison.push_back({method, {}});
  for (const std::uint64_t seed : config.seeds) {
    for (std::size_t m = 0; m < config.methods.size(); ++m) {
      const ComparedMethod& method = config.methods[m];
      const SearchConfig search = config.of(method, seed);
      const fs::path run = run_folder(folder, method, seed);
      if (!is_finished(run, search)) {
        progress.begin(fs::relative(run, folder).string(), 0, "");
        run_design_search(search, data, run, progress);
      }
      comparison[m].runs.push_back(result_of(run, seed));
    }
  }
  write_file_atomic(folder / "comparison.json", json_text(to_json(comparison)));
  write_file_atomic(folder / "comparison.csv", comparison_csv(comparison));
  draw(comparison, folder / "comparison.svg", progress);
  return comparison;
}

}  // namespace dance
