#include "dance/search/run/run.h"

#include <fmt/format.h>

#include <functional>
#include <memory>

#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/search/data/dataset.h"
#include "dance/search/methods/dance_search.h"
#include "dance/search/methods/sampled_search.h"
#include "dance/search/run/data_fit.h"
#include "dance/search/run/derivation.h"
#include "dance/search/run/limit_check.h"
#include "dance/search/run/make_evaluator.h"
#include "dance/search/run/run_folder.h"
#include "dance/search/run/warm_start_key.h"
#include "dance/search/space/narrowing.h"
#include "dance/search/space/space_table.h"
#include "dance/search/train/checkpoint.h"
#include "dance/search/train/runtime.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLogFile = "log.csv";

using DataSource = std::function<DataSplits(const SearchConfig& config)>;

DataSplits named_data(const SearchConfig& config) { return open_data(config.data, config.data_seed); }

DataSplits load_data(const DataSource& source, const SearchConfig& config, RunContext& context) {
  DataSplits data;
  context.timings.phase("data", [&] {
    context.progress.begin("data", 0, "");
    data = source(config);
    context.progress.end();
  });
  return data;
}

// Sets up libtorch.
RunContext start(const SearchConfig& config, const WorkContext& work) {
  const Runtime runtime = configure_runtime(config.threads, config.device);
  RunContext context{work, runtime.device, {}, {}};
  context.threads = runtime.threads;
  for (const std::string& warning : runtime.warnings) context.progress.warn(warning);
  return context;
}

// The hardware space, narrowed where it is too large for a table, and its table.
struct Costs {
  HardwareSpace hardware;
  CostTable table;
  CostFunction cost;
};

Costs find_costs(const SearchConfig& config, const NetworkSpace& space, const HardwareSpace& whole_hardware,
                 const WorkContext& context) {
  Costs costs;
  costs.hardware = narrowed(space, whole_hardware, config.cost, config.limits, config.narrowing, context);
  costs.table = CostTable::build_cached(request_of(space), costs.hardware, context);
  costs.cost = config.cost;
  costs.cost.reference = reference_metrics(costs.table, space);
  return costs;
}

struct Found {
  Design design;  // without what training tells
  std::shared_ptr<const Supernet> supernet;
};

// Builds the cost table and the evaluator, searches, and derives the design. Nothing is in the folder until
// the table has said that the limits can be met.
Found find_design(const SearchConfig& config, const NetworkSpace& space, const HardwareSpace& whole_hardware,
                  const DataSplits& data, const fs::path& folder, RunContext& context) {
  Costs costs;
  context.timings.phase("cost table", [&] { costs = find_costs(config, space, whole_hardware, context); });
  const Problem problem{space, costs.hardware, costs.table, costs.cost, config.limits};
  if (problem.limits.any()) check_reachable(problem, config.origin.file_of("limits"));
  write_file_atomic(folder / kConfigFile, to_yaml(config));
  context.log = SearchLog(folder / kLogFile);
  std::unique_ptr<Evaluator> evaluator;
  context.timings.phase("evaluator",
                        [&] { evaluator = make_evaluator(config.evaluator, problem, config.seed, context); });
  const SearchTask task{problem,
                        data,
                        config.search,
                        config.training,
                        *evaluator,
                        config.seed,
                        warm_start_of(config, data, context)};
  const SearchResult result = config.search.method == SearchMethod::Dance ? run_dance(task, context)
                                                                          : run_sampled_search(task, context);
  Design design;
  context.timings.phase("derivation", [&] {
    context.progress.begin("derivation", 0, "");
    design = derive_design(problem, *evaluator, result);
    design.search.accelerators = costs.hardware.size();
    design.search.space_accelerators = whole_hardware.size();
    context.progress.end();
  });
  return {design, result.supernet};
}

// The found network with the weights that its final training starts from. Where these are the supernet's,
// they are kept in the folder.
DerivedNetwork starting_network(const NetworkSpace& space, const Found& found, const TrainingOptions& options,
                                const fs::path& folder) {
  DerivedNetwork network(space, parse_architecture(space, found.design.operations()), options.seed);
  if (options.start == TrainingStart::Supernet) {
    copy_part(*found.supernet, network);
    save_weights(network, folder / kStartFile);
  }
  return network;
}

// The same for a run that is finished.
DerivedNetwork kept_starting_network(const NetworkSpace& space, const Design& design,
                                     const TrainingOptions& options, const fs::path& run) {
  DerivedNetwork network(space, parse_architecture(space, design.operations()), options.seed);
  if (options.start == TrainingStart::Scratch) return network;
  std::error_code ignored;
  if (!fs::exists(run / kStartFile, ignored)) {
    throw Error({(run / kStartFile).string(), 0, "", "is missing: the run did not start from the supernet",
                 "final_training.start=scratch", "supernet"});
  }
  load_weights(network, run / kStartFile);
  return network;
}

SearchReport search_on(const DataSource& source, const SearchConfig& config, const fs::path& folder,
                       const WorkContext& work) {
  SearchReport report;
  report.folder = folder;
  const NetworkSpace space = NetworkSpace::load(config.network_file);
  const HardwareSpace hardware = load_space(config.hardware_space, config.hardware);
  RunContext context = start(config, work);
  const RunFolder run(folder);
  const DataSplits data = load_data(source, config, context);
  check_fit(config, space, data, true);
  Found found = find_design(config, space, hardware, data, folder, context);
  DerivedNetwork network = starting_network(space, found, config.training, folder);
  found.supernet.reset();  // as large as many such networks
  const TrainedNetwork trained = train_and_test(network, space, data, config.training, folder, context);
  report.timings = context.timings;
  Design& design = report.design = std::move(found.design);
  design.seed = config.seed;
  design.threads = context.threads;
  design.device = config.device;
  design.data = data.name;
  design.test_accuracy = trained.test_accuracy;
  design.test_images = trained.test_images;
  design.parameters = trained.parameters;
  write_file_atomic(folder / kTimingsFile, json_text(to_json(report.timings)));
  write_design(design, folder);
  report.files = {{"design.json", "network, accelerator, mapping and cost of every layer, metrics"},
                  {kWeightsFile, "trained weights"},
                  {kTrainingFile, "how those weights were trained"},
                  {kConfigFile, "the whole configuration; `dance search --config` runs it again"},
                  {kLogFile, "losses, accuracies and expected cost over the run"},
                  {kTimingsFile, "wall time and peak memory of each phase"}};
  if (config.training.start == TrainingStart::Supernet)
    report.files.push_back({kStartFile, "the weights that the training started from"});
  return report;
}

TrainingReport train_on(const DataSource& source, const fs::path& run,
                        const std::vector<std::string>& overrides, const std::optional<fs::path>& output,
                        const WorkContext& work) {
  const Design design = read_design(run);
  const SearchConfig config = load_search_config(run / kConfigFile, overrides);
  const NetworkSpace space = NetworkSpace::load(config.network_file);
  if (space.name != design.network_space) {
    throw Error({config.network_file.string(), 0, "name", "is not the network space of the design",
                 design.network_space, space.name});
  }
  DerivedNetwork network = kept_starting_network(space, design, config.training, run);
  RunContext context = start(config, work);
  std::optional<RunFolder> new_folder;
  if (output) new_folder.emplace(*output);
  TrainingReport report;
  report.folder = output.value_or(run);
  const DataSplits data = load_data(source, config, context);
  check_fit(config, space, data, false);
  if (output) write_file_atomic(*output / kConfigFile, to_yaml(config));
  report.trained = train_and_test(network, space, data, config.training, report.folder, context);
  report.timings = context.timings;
  return report;
}

}  // namespace

void check_design_search(const SearchConfig& config, const DataSplits& data, const WorkContext& work) {
  const NetworkSpace space = NetworkSpace::load(config.network_file);
  const HardwareSpace hardware = load_space(config.hardware_space, config.hardware);
  WorkContext context = work;
  context.threads = configure_runtime(config.threads, config.device).threads;
  check_fit(config, space, data, true);
  if (!config.limits.any()) return;
  const Costs costs = find_costs(config, space, hardware, context);
  check_reachable({space, costs.hardware, costs.table, costs.cost, config.limits},
                  config.origin.file_of("limits"));
}

SearchReport run_design_search(const SearchConfig& config, const fs::path& folder,
                               const WorkContext& context) {
  return search_on(named_data, config, folder, context);
}

SearchReport run_design_search(const SearchConfig& config, const DataSplits& data, const fs::path& folder,
                               const WorkContext& context) {
  return search_on([&](const SearchConfig&) { return data; }, config, folder, context);
}

TrainingReport run_training(const fs::path& run, const std::vector<std::string>& overrides,
                            const std::optional<fs::path>& output, const WorkContext& context) {
  return train_on(named_data, run, overrides, output, context);
}

TrainingReport run_training(const fs::path& run, const std::vector<std::string>& overrides,
                            const DataSplits& data, const std::optional<fs::path>& output,
                            const WorkContext& context) {
  return train_on([&](const SearchConfig&) { return data; }, run, overrides, output, context);
}

Json to_json(const SearchReport& report) {
  Json json = to_json(report.design);
  json["folder"] = report.folder.string();
  json["timings"] = to_json(report.timings);
  return json;
}

Json to_json(const TrainingReport& report) {
  return {{"folder", report.folder.string()},
          {"test_accuracy", report.trained.test_accuracy},
          {"test_images", report.trained.test_images},
          {"parameters", report.trained.parameters},
          {"timings", to_json(report.timings)}};
}

}  // namespace dance
