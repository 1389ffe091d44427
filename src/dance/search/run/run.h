// Whole runs, as the command line starts them: a search from the cost table to the tested design, and the
// training of a design that an earlier run found. A run is a folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/work_context.h"
#include "dance/report/design.h"
#include "dance/report/summary.h"
#include "dance/report/timings.h"
#include "dance/search/data/dataset.h"
#include "dance/search/run/final_training.h"
#include "dance/search/run/search_config.h"

namespace dance {

inline constexpr const char* kConfigFile = "config.yaml";
inline constexpr const char* kTimingsFile = "timings.json";

struct SearchReport {
  Design design;
  Timings timings;
  std::filesystem::path folder;
  std::vector<RunFile> files;
};

// The context's number of threads is not used: the configuration has its own.
//
// Everything that can be wrong with the input is found before the search starts. Writes config.yaml and
// log.csv once the cost table is there, start.dance before the training if that starts from the supernet,
// weights.dance and train.json after it, and at the very end timings.json and design.json: a folder with
// design.json is that of a finished run.
SearchReport run_design_search(const SearchConfig& config, const std::filesystem::path& folder,
                               const WorkContext& context);
// The same on data that is in memory already.
SearchReport run_design_search(const SearchConfig& config, const DataSplits& data,
                               const std::filesystem::path& folder, const WorkContext& context);

// Throws Error with what would end such a run before it searches: faults of the spaces, the device or the
// data, and limits that no design meets.
void check_design_search(const SearchConfig& config, const DataSplits& data, const WorkContext& context);

struct TrainingReport {
  TrainedNetwork trained;
  Timings timings;
  std::filesystem::path folder;
};

// Trains the network of the finished run in `run` again, under its configuration with `overrides`, from its
// start.dance or from scratch. Throws Error where start.dance is needed and missing. Writes into `output`, a
// new or empty folder, or, without one, into the folder of the run, whose weights and train.json it replaces.
TrainingReport run_training(const std::filesystem::path& run, const std::vector<std::string>& overrides,
                            const std::optional<std::filesystem::path>& output, const WorkContext& context);
// The same on data that is in memory already.
TrainingReport run_training(const std::filesystem::path& run, const std::vector<std::string>& overrides,
                            const DataSplits& data, const std::optional<std::filesystem::path>& output,
                            const WorkContext& context);

Json to_json(const SearchReport& report);    // the design with the folder and the timings
Json to_json(const TrainingReport& report);  // the folder, test_accuracy, test_images, parameters, timings

}  // namespace dance
