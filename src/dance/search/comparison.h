// Several ways of finding a design, on the same data, spaces, seeds and true model, side by side. Each run is a
// run folder of its own, METHOD/seed-N; a comparison that was stopped goes on where it was.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dance/core/progress.h"
#include "dance/data/dataset.h"
#include "dance/report/cost_json.h"
#include "dance/search/comparison_config.h"

namespace dance {

// One finished run.
struct ComparedRun {
  std::uint64_t seed = 0;
  double test_accuracy = 0;
  Metrics metrics;
  double cost = 0;         // of the run's cost function
  double search_s = 0;     // of the search and the derivation, and of a rival's supernet after the warm-up
  double warm_up_s = 0;    // near 0 where it was shared
  double evaluator_s = 0;  // near 0 where it was cached
};

struct ComparedMethodRuns {
  std::string name;
  std::vector<ComparedRun> runs;  // by seed
};

// Mean and sample standard deviation (0 for one value).
struct MeanSpread {
  double mean = 0, deviation = 0;
};
MeanSpread mean_spread(const std::vector<double>& values);

// Runs what is not finished, seed by seed, so that all methods have as many seeds whenever it is stopped; then
// writes comparison.json and comparison.csv (a line per run). Throws Error where `folder` holds something
// else, or a run of other settings.
std::vector<ComparedMethodRuns> run_comparison(const ComparisonConfig& config,
                                               const std::filesystem::path& folder, Progress& progress);
// The same on data that is in memory already.
std::vector<ComparedMethodRuns> run_comparison(const ComparisonConfig& config, const DataSplits& data,
                                               const std::filesystem::path& folder, Progress& progress);

Json to_json(const std::vector<ComparedMethodRuns>& comparison);

}  // namespace dance
