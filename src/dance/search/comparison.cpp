#include "dance/search/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/report/design.h"
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
  return folder / method.name / fmt::format("seed-{}", seed);
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

// Of a run's timings.json.
double seconds_in(const Json& timings, const std::vector<std::string>& phases) {
  double sum = 0;
  for (const Json& phase : timings.at("phases")) {
    const std::string name = phase.at("name");
    if (std::find(phases.begin(), phases.end(), name) != phases.end())
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
          seconds_in(timings, {"supernet", "search", "derivation"}),
          seconds_in(timings, {"warm-up"}),
          seconds_in(timings, {"evaluator"})};
}

std::string csv_text(const std::vector<ComparedMethodRuns>& comparison) {
  std::string text =
      "method,seed,test_accuracy,latency_ms,energy_mj,area_mm2,edap,cost,search_s,warm_up_s,evaluator_s\n";
  for (const ComparedMethodRuns& method : comparison) {
    for (const ComparedRun& run : method.runs) {
      text += fmt::format("{},{},{:.6g},{:.9g},{:.9g},{:.9g},{:.9g},{:.9g},{:.3f},{:.3f},{:.3f}\n",
                          method.name, run.seed, run.test_accuracy, run.metrics.latency_ms,
                          run.metrics.energy_mj, run.metrics.area_mm2, run.metrics.edap(), run.cost,
                          run.search_s, run.warm_up_s, run.evaluator_s);
    }
  }
  return text;
}

}  // namespace

MeanSpread mean_spread(const std::vector<double>& values) {
  MeanSpread spread;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) spread.mean += value / count;
  if (values.size() < 2) return spread;
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.deviation = std::sqrt(squares / (count - 1));
  return spread;
}

std::vector<ComparedMethodRuns> run_comparison(const ComparisonConfig& config, const fs::path& folder,
                                               Progress& progress) {
  const SearchConfig first = config.of(config.methods.front(), config.seeds.front());
  return run_comparison(config, open_data(first.data, first.data_seed), folder, progress);
}

std::vector<ComparedMethodRuns> run_comparison(const ComparisonConfig& config, const DataSplits& data,
                                               const fs::path& folder, Progress& progress) {
  open_folder(config, folder);
  std::vector<ComparedMethodRuns> comparison;
  for (const ComparedMethod& method : config.methods) comparison.push_back({method.name, {}});
  for (const std::uint64_t seed : config.seeds) {
    for (std::size_t m = 0; m < config.methods.size(); ++m) {
      const ComparedMethod& method = config.methods[m];
      const SearchConfig search = config.of(method, seed);
      const fs::path run = run_folder(folder, method, seed);
      if (!is_finished(run, search)) {
        progress.begin(fmt::format("{}, seed {}", method.name, seed), 0, "");
        run_design_search(search, data, run, progress);
      }
      comparison[m].runs.push_back(result_of(run, seed));
    }
  }
  write_file_atomic(folder / "comparison.json", json_text(to_json(comparison)));
  write_file_atomic(folder / "comparison.csv", csv_text(comparison));
  return comparison;
}

Json to_json(const std::vector<ComparedMethodRuns>& comparison) {
  Json methods = Json::array();
  for (const ComparedMethodRuns& method : comparison) {
    Json runs = Json::array();
    std::vector<double> accuracies, edaps;
    for (const ComparedRun& run : method.runs) {
      accuracies.push_back(run.test_accuracy);
      edaps.push_back(run.metrics.edap());
      runs.push_back({{"seed", run.seed},
                      {"test_accuracy", run.test_accuracy},
                      {"metrics", to_json(run.metrics)},
                      {"cost", run.cost},
                      {"search_s", run.search_s},
                      {"warm_up_s", run.warm_up_s},
                      {"evaluator_s", run.evaluator_s}});
    }
    const auto spread_json = [](const MeanSpread& spread) {
      return Json{{"mean", spread.mean}, {"deviation", spread.deviation}};
    };
    methods.push_back({{"name", method.name},
                       {"test_accuracy", spread_json(mean_spread(accuracies))},
                       {"edap", spread_json(mean_spread(edaps))},
                       {"runs", runs}});
  }
  return {{"schema", "dance-comparison-1"}, {"methods", methods}};
}

}  // namespace dance
