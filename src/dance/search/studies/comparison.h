// Compares several ways of finding a design, on the same data, spaces, seeds and true model. Each run is a
// run folder of its own, METHOD/seed-N or METHOD/lambda2-X/seed-N. A comparison that was stopped goes on
// where it was when it is started again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/work_context.h"
#include "dance/report/design.h"
#include "dance/search/data/dataset.h"
#include "dance/search/studies/comparison_config.h"

namespace dance {

// One finished run.
struct ComparedRun {
  std::uint64_t seed = 0;
  double test_accuracy = 0;
  Metrics metrics;
  double cost = 0;               // of the run's cost function
  std::int64_t evaluations = 0;  // architecture steps or networks tried, and networks judged at the end
  std::optional<NetworkScore> supernet_score;  // on the validation split, where a supernet judged
  LimitsOutcome limits;                        // where the run had limits
  double search_s = 0;     // of the search and the derivation, and of a rival's supernet after the warm-up
  double warm_up_s = 0;    // near 0 where it was shared; the wait where another run was at it
  double evaluator_s = 0;  // near 0 where it was cached; the wait where another run was at it
  double total_s = 0;      // all phases
};

struct ComparedRuns {
  ComparedMethod method;
  std::vector<ComparedRun> runs;  // by seed
};

// Runs what is not finished, seed by seed; then writes comparison.json, comparison.csv (a line per run) and,
// where gnuplot is installed, comparison.svg. Several processes may work on one folder, if its file system
// has locks: they share the runs, and each returns when all are finished. Throws Error where `folder` holds
// something else, or a run with other settings.
std::vector<ComparedRuns> run_comparison(const ComparisonConfig& config, const std::filesystem::path& folder,
                                         const WorkContext& context);
// The same on data that is in memory already.
std::vector<ComparedRuns> run_comparison(const ComparisonConfig& config, const DataSplits& data,
                                         const std::filesystem::path& folder, const WorkContext& context);

// Takes a share in the runs of a comparison that another process works on. Throws Error where the file system
// of `folder` has no locks.
void help_comparison(const ComparisonConfig& config, const std::filesystem::path& folder,
                     const WorkContext& context);

}  // namespace dance
