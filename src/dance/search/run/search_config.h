// What a user may set of a search, with its defaults; docs/configuration.md lists every key with its unit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dance/core/config.h"
#include "dance/core/config_keys.h"
#include "dance/engine/cost/limits.h"
#include "dance/engine/cost/objective.h"
#include "dance/engine/hardware/space_part.h"
#include "dance/search/evaluator/options.h"
#include "dance/search/methods/options.h"
#include "dance/search/space/narrowing.h"
#include "dance/search/train/training.h"

namespace dance {

struct SearchConfig {
  ConfigOrigin origin;            // for messages
  std::string network = "small";  // preset of configs/network, or a file
  std::string hardware = "edge";  // preset of configs/hardware, or a file; or a part of it (space_part.h)
  std::string data = "builtin";   // a name that open_data takes
  // The seed by which the data set is generated or split. It is apart from `seed`, so that runs of all seeds
  // see the same images.
  std::uint64_t data_seed = 0;
  std::uint64_t seed = 0;
  int threads = 0;  // 0: all cores
  std::string device = "cpu";
  CostFunction cost;  // its reference is set once the cost table is there
  Limits limits;      // of the design, on the true model
  SearchOptions search;
  NarrowingOptions narrowing;  // of a large hardware space; its seed stays 0
  EvaluatorOptions evaluator;
  TrainingOptions training;  // of the derived network; its weight decay is lambda1, its seed the run's

  std::filesystem::path network_file;  // what the names mean
  SpaceName hardware_space;
};

void declare_keys(ConfigKeys& keys, SearchConfig& config);

// Reads a file or a preset of configs/search (none: default) with `overrides`, each "key=value". Every key
// is optional. Throws Error with all faults.
SearchConfig load_search_config(const std::optional<std::filesystem::path>& file,
                                const std::vector<std::string>& overrides);

// The whole configuration as YAML that load_search_config reads back to the same values, from any working
// folder.
std::string to_yaml(const SearchConfig& config);

// Throws Error where the configuration in `file`, as to_yaml wrote it, differs from `config`. It names the
// first line that differs, and `hint` says what to do. The number of threads may differ: it changes rounding,
// not settings.
void check_same_settings(const std::filesystem::path& file, const SearchConfig& config,
                         const std::string& hint);

// "key=value" for load_search_config, with the value quoted, so that no character of it is read as YAML.
std::string text_override(const std::string& key, const std::string& value);
// Adds that to `overrides` where there is a value.
void add_override(const std::string& key, const std::optional<std::string>& value,
                  std::vector<std::string>& overrides);

}  // namespace dance
