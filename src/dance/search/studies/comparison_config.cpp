#include "dance/search/studies/comparison_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "dance/core/config.h"
#include "dance/core/presets.h"
#include "dance/search/studies/comparison_checks.h"

namespace dance {

namespace {

constexpr std::int64_t kMostSeeds = 1000;

std::vector<ComparisonOverride> read_overrides(ConfigMap& map) {
  std::vector<ComparisonOverride> overrides;
  const auto value = map.optional("set");
  if (!value) return overrides;
  for (const ConfigValue& item : value->list()) {
    const std::string assignment = item.text();
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
      item.fault("not an assignment", "key=value, such as search.lambda2=0.5", item.found());
    overrides.push_back({assignment, item.line()});
  }
  return overrides;
}

// Checks the seeds of the command line as strictly as those of the file.
void check_seeds(const std::vector<std::uint64_t>& seeds) {
  if (std::set<std::uint64_t>(seeds.begin(), seeds.end()).size() < seeds.size())
    throw Error({"", 0, "--seeds", "a seed is given twice", "each seed once",
                 fmt::format("{}", fmt::join(seeds, ","))});
  if (std::ssize(seeds) > kMostSeeds)
    throw Error({"", 0, "--seeds", "too many seeds", fmt::format("at most {}", kMostSeeds),
                 std::to_string(seeds.size())});
}

std::vector<std::uint64_t> read_seeds(ConfigMap& root) {
  const ConfigValue value = root.value("seeds");
  std::vector<std::uint64_t> seeds;
  if (!root.has("seeds")) return seeds;
  for (const ConfigValue& item : value.list()) {
    const std::size_t faults = root.fault_count();
    const auto seed = static_cast<std::uint64_t>(item.integer({.min = 0}));
    if (root.fault_count() > faults) continue;
    if (std::find(seeds.begin(), seeds.end(), seed) != seeds.end())
      item.fault("a seed is given twice", "each seed once", item.found());
    seeds.push_back(seed);
  }
  if (value.is_list() && value.list().empty()) value.fault("no seed", "at least one");
  if (std::ssize(seeds) > kMostSeeds) value.fault("too many seeds", fmt::format("at most {}", kMostSeeds));
  return seeds;
}

// Whether the name can be that of a folder on every system.
bool is_folder_name(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  const bool is_taken = name.starts_with("comparison.") || name == "compare.yaml";
  return !name.empty() && name.front() != '.' && !is_taken && std::all_of(name.begin(), name.end(), fits);
}

// The values of a sweep; none where the method has no sweep.
std::vector<double> read_sweep(ConfigMap& map) {
  std::vector<double> values;
  const auto list = map.optional("lambda2");
  if (!list) return values;
  for (const ConfigValue& item : list->list()) {
    const std::size_t faults = map.fault_count();
    const double value = item.number({.min = 0, .max = 1e9});
    if (map.fault_count() > faults) continue;
    if (std::find(values.begin(), values.end(), value) != values.end())
      item.fault("a value is given twice", "each value once", item.found());
    values.push_back(value);
  }
  if (list->is_list() && list->list().empty()) list->fault("no value", "at least one");
  return values;
}

std::vector<ComparedMethod> read_methods(ConfigMap& root) {
  std::vector<ComparedMethod> methods;
  std::set<std::string> names;
  const std::vector<ConfigValue> values = root.list("methods");
  for (const ConfigValue& value : values) {
    ConfigMap map = value.map();
    const std::size_t faults = map.fault_count();
    ComparedMethod method{map.text("name"), {}, {}};
    const bool is_named = map.fault_count() == faults;
    method.overrides = read_overrides(map);
    const std::vector<double> sweep = read_sweep(map);
    if (is_named && !is_folder_name(method.name))
      map.fault("name", "no name for a folder",
                "letters, digits, '-', '_' and '.', not the comparison's own files", "'" + method.name + "'");
    if (is_named && !names.insert(method.name).second)
      map.fault("name", "a name is given twice", "each name once", "'" + method.name + "'");
    map.finish();
    if (sweep.empty()) methods.push_back(method);
    for (const double lambda2 : sweep) {
      method.lambda2 = lambda2;
      methods.push_back(method);
    }
  }
  if (root.has("methods") && values.empty() && root.value("methods").is_list())
    root.fault("methods", "no method", "at least one");
  return methods;
}

}  // namespace

SearchConfig ComparisonConfig::of(const ComparedMethod& method, std::uint64_t seed) const {
  std::vector<std::string> all;
  for (const ComparisonOverride& override : overrides) all.push_back(override.assignment);
  for (const ComparisonOverride& override : method.overrides) all.push_back(override.assignment);
  if (method.lambda2) all.push_back(fmt::format("search.lambda2={}", *method.lambda2));
  all.push_back(fmt::format("seed={}", seed));
  SearchConfig config = load_search_config(search_file, all);
  if (config.threads == 0) config.threads = threads;
  return config;
}

ComparisonConfig load_comparison(const std::string& file_or_preset, const std::vector<std::uint64_t>& seeds,
                                 const std::vector<std::string>& overrides) {
  const std::filesystem::path file = find_preset_of("--preset", "compare", file_or_preset);
  Config reader = Config::load(file);
  ConfigMap root = reader.root();
  ComparisonConfig config;
  config.file = file.string();
  const std::string search = root.text("search", "default");
  try {
    config.search_file = find_preset("search", search, file.parent_path());
  } catch (const Error& error) {
    root.fault("search", error);
  }
  config.overrides = read_overrides(root);
  for (const std::string& assignment : overrides) config.overrides.push_back({assignment, 0});
  config.seeds = read_seeds(root);
  check_seeds(seeds);
  if (!seeds.empty()) config.seeds = seeds;
  config.methods = read_methods(root);
  root.finish();
  reader.check();
  check_methods(config);
  return config;
}

}  // namespace dance
