#include "dance/search/run/search_config.h"

#include <fmt/format.h>

#include <sstream>
#include <utility>

#include "dance/core/config_key_reader.h"
#include "dance/core/files.h"
#include "dance/core/presets.h"
#include "dance/engine/cost/cost_keys.h"
#include "dance/search/data/dataset.h"
#include "dance/search/methods/problem.h"
#include "dance/search/space/kept_work.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

fs::path preset_file(ConfigMap& root, const std::string& kind, const std::string& name,
                     const fs::path& beside) {
  try {
    return find_preset(kind, name, beside);
  } catch (const Error& error) {
    root.fault(kind, error);
    return {};
  }
}

// A preset by its name, anything else by its absolute path.
std::string preset_or_path(const std::string& kind, const std::string& name, const fs::path& file) {
  if (file == config_folder() / kind / (name + ".yaml")) return name;
  return fs::absolute(file).lexically_normal().string();
}

void check_evaluator(const SearchConfig& config, const ConfigKeys::AddFault& fault) {
  const EvaluatorKind kind = config.evaluator.kind;
  if (config.search.method != SearchMethod::Dance && kind != EvaluatorKind::Exact)
    fault("kind", "plays no part",
          fmt::format("exact with search.method: {}, whose networks are judged by the cost table",
                      kSearchMethods[static_cast<std::size_t>(config.search.method)]),
          name_of(kind));
  try {
    if (kind == EvaluatorKind::Learned) check_learnable(config.limits);
  } catch (const Error& error) {
    fault("kind", error.faults().front().problem, "exact", name_of(kind));
  }
}

void check_start(const SearchConfig& config, const std::string& key, const ConfigKeys::AddFault& fault) {
  if (!config.search.has_supernet() && config.training.start == TrainingStart::Supernet)
    fault(key, "there is no supernet", "scratch, as search.trial_epochs trains the networks tried",
          "supernet");
}

// Sets what follows from the values once they are read.
void resolve(SearchConfig& config, ConfigMap& root, const fs::path& beside) {
  config.network_file = preset_file(root, "network", config.network, beside);
  config.hardware_space = split_space_name(config.hardware);
  config.hardware_space.file = preset_file(root, "hardware", config.hardware_space.file, beside).string();
  config.data = with_absolute_folder(config.data);
  config.evaluator.table_limits = config.limits.tightened(kTableMargin);
  config.training.weight_decay = config.search.lambda1;
  config.training.seed = config.seed;
  if (!root.has("final_training")) {
    check_start(config, "final_training.start",
                [&](const std::string& key, const std::string& problem, const std::string& expected,
                    const std::string& found) { root.fault(key, problem, expected, found); });
  }
}

// Declares the keys of the run as a whole. Some of them stand for something else, on which kept work depends
// instead: the content of files, the images, or the number of threads that 0 comes to.
void declare_run(ConfigKeys& keys, SearchConfig& config) {
  keys.text({.name = "network", .meaning = "network space: configs/network", .leaves = kAllKeptWork},
            config.network, TextForm::Name);
  keys.text({.name = "hardware", .meaning = "hardware space: configs/hardware", .leaves = kAllKeptWork},
            config.hardware, TextForm::Name);
  const std::string data = data_names();
  keys.text({.name = "data", .meaning = data.c_str(), .leaves = kAllKeptWork}, config.data, TextForm::Quoted);
  keys.integer_as(
      {.name = "data_seed",
       .meaning = "makes the built-in images, picks the validation images of other sets; same for runs of "
                  "all seeds",
       .leaves = kAllKeptWork},
      config.data_seed, {.min = 0});
  keys.integer_as({.name = "seed",
                   .meaning = "of everything else; same seed and threads: same design",
                   .leaves = kNarrowedSpace | kLearnedEvaluator},
                  config.seed, {.min = 0});
  keys.integer_as({.name = "threads", .meaning = "0: all cores", .leaves = kAllKeptWork}, config.threads,
                  {.min = 0, .max = 4096});
  static constexpr std::array<const char*, 2> kDevices = {"cpu", "cuda"};
  std::size_t device = config.device == kDevices[1] ? 1 : 0;
  keys.choice({.name = "device",
               .meaning = "where networks are trained",
               .leaves = kNarrowedSpace | kLearnedEvaluator},
              device, {kDevices.begin(), kDevices.end()});
  config.device = kDevices[device];
}

}  // namespace

void declare_keys(ConfigKeys& keys, SearchConfig& config) {
  declare_run(keys, config);
  keys.group({.name = "narrowing",
              .meaning = "Of a hardware space too large for a cost table ([search](search.md)).",
              .leaves = kWarmUp | kLearnedEvaluator},
             [&] { declare_keys(keys, config.narrowing); });
  keys.group({.name = "cost",
              .meaning = "Hardware cost, relative to the reference network on its own EDAP-best accelerator.",
              .leaves = kWarmUp},
             [&] { declare_keys(keys, config.cost); });
  keys.group(
      {.name = "limits", .meaning = "Hard limits on the design, on the true model.", .leaves = kWarmUp},
      [&] { declare_keys(keys, config.limits); });
  keys.group({.name = "search",
              .meaning = "loss = CE + lambda1/2 * ||w||^2 + lambda2 * cost",
              .leaves = kNarrowedSpace | kLearnedEvaluator},
             [&] { declare_keys(keys, config.search); });
  keys.group({.name = "evaluator",
              .meaning = "What judges the hardware in the search ([evaluators](evaluators.md)).",
              .leaves = kWarmUp | kNarrowedSpace},
             [&] {
               declare_keys(keys, config.evaluator);
               keys.check([&](const ConfigKeys::AddFault& fault) { check_evaluator(config, fault); });
             });
  keys.group({.name = "final_training", .meaning = "Of the found network.", .leaves = kAllKeptWork}, [&] {
    declare_keys(keys, config.training);
    keys.check([&](const ConfigKeys::AddFault& fault) { check_start(config, "start", fault); });
  });
}

SearchConfig load_search_config(const std::optional<fs::path>& file,
                                const std::vector<std::string>& overrides) {
  const fs::path source = find_preset_of("--config", "search", file ? file->string() : "default");
  Config reader = Config::load(source);
  for (const std::string& assignment : overrides) reader.set(assignment);
  SearchConfig config;
  config.origin = reader.origin();
  ConfigMap root = reader.root();
  KeyReader keys(root);
  declare_keys(keys, config);
  resolve(config, root, source.parent_path());
  root.finish();
  reader.check();
  return config;
}

std::string to_yaml(const SearchConfig& config) {
  SearchConfig written = config;
  written.network = preset_or_path("network", config.network, config.network_file);
  const SpaceName hardware = split_space_name(config.hardware);
  written.hardware = preset_or_path("hardware", hardware.file, config.hardware_space.file) +
                     (hardware.part.empty() ? "" : ":" + hardware.part);
  KeyWriter keys;
  declare_keys(keys, written);
  return keys.yaml();
}

void check_same_settings(const fs::path& file, const SearchConfig& config, const std::string& hint) {
  std::istringstream theirs(read_file(file)), ours(to_yaml(config));
  std::string their_line, our_line;
  for (int line = 1;; ++line) {
    their_line.clear(), our_line.clear();
    std::getline(theirs, their_line), std::getline(ours, our_line);
    if (!theirs && !ours) return;
    if (their_line == our_line || (their_line.starts_with("threads: ") && our_line.starts_with("threads: ")))
      continue;
    const auto text = [](const std::string& yaml) {
      const std::size_t begin = yaml.find_first_not_of(' ');
      return begin == std::string::npos ? "no such line" : "'" + yaml.substr(begin) + "'";
    };
    throw Error(
        {file.string(), line, "", "is of other settings", text(our_line) + ", or " + hint, text(their_line)});
  }
}

std::string text_override(const std::string& key, const std::string& value) {
  return key + "=" + quoted_yaml(value);
}

void add_override(const std::string& key, const std::optional<std::string>& value,
                  std::vector<std::string>& overrides) {
  if (value) overrides.push_back(text_override(key, *value));
}

}  // namespace dance
