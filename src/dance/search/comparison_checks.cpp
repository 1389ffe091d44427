#include "dance/search/comparison_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "dance/core/error.h"

namespace dance {

namespace {

bool sets(const std::vector<std::string>& overrides, const std::string& key) {
  return std::any_of(overrides.begin(), overrides.end(),
                     [&](const std::string& assignment) { return assignment.starts_with(key + "="); });
}

// Overrides that the seeds, or a sweep of lambda2, would override in turn.
std::vector<Fault> overridden_overrides(const ComparisonConfig& config) {
  std::vector<Fault> faults;
  const std::string problem = "plays no part in a comparison";
  if (sets(config.overrides, "seed"))
    faults.push_back({config.file, 0, "seed", problem, "seeds, or --seeds N,...", ""});
  for (const ComparedMethod& method : config.methods) {
    const std::string where = fmt::format("methods '{}'", method.name);
    if (sets(method.overrides, "seed"))
      faults.push_back({config.file, 0, where, "seed " + problem, "seeds", ""});
    if (method.lambda2 && sets(method.overrides, "search.lambda2"))
      faults.push_back({config.file, 0, where, "search.lambda2 is set beside a sweep", "lambda2 alone", ""});
  }
  return faults;
}

// The faults of the methods' configurations, each once, with the methods that have it.
class MethodFaults {
 public:
  void add(const std::string& method, const std::vector<Fault>& faults) {
    for (const Fault& fault : faults) {
      const std::string text = to_string(fault);
      const auto known = std::find_if(found_.begin(), found_.end(),
                                      [&](const Found& found) { return to_string(found.fault) == text; });
      Found& found = known != found_.end() ? *known : found_.emplace_back(Found{fault, {}});
      if (found.methods.empty() || found.methods.back() != method) found.methods.push_back(method);
    }
  }
  // Of `methods` names in all.
  std::vector<Fault> faults(std::size_t methods) const {
    std::vector<Fault> all;
    for (Found found : found_) {
      if (found.methods.size() < methods)
        found.fault.problem =
            fmt::format("{} (methods: {})", found.fault.problem, fmt::join(found.methods, ", "));
      all.push_back(found.fault);
    }
    return all;
  }

 private:
  struct Found {
    Fault fault;
    std::vector<std::string> methods;
  };
  std::vector<Found> found_;
};

// What all methods of a comparison have in common.
std::string about(const SearchConfig& search) {
  return fmt::format("data {} (seed {}), {} on {}, {}", search.data, search.data_seed,
                     search.network_file.string(), search.hardware_file.string(), search.cost.name());
}

}  // namespace

void check_methods(const ComparisonConfig& config, const std::vector<std::string>& overrides) {
  std::vector<Fault> faults = overridden_overrides(config);
  MethodFaults of_methods;
  std::set<std::string> names;
  std::optional<SearchConfig> first;
  for (const ComparedMethod& method : config.methods) {
    names.insert(method.name);
    try {
      const SearchConfig run = config.of(method, config.seeds.front());
      if (!first) first = run;
      if (about(run) != about(*first))
        faults.push_back({config.file, 0, "methods",
                          fmt::format("method '{}' is about something else", method.name), about(*first),
                          about(run)});
    } catch (const Error& error) {
      of_methods.add(method.name, error.faults());
    }
  }
  for (Fault& fault : of_methods.faults(names.size())) {
    if (fault.file.empty() && !sets(overrides, fault.key)) fault.file = config.file;
    faults.push_back(std::move(fault));
  }
  if (!faults.empty()) throw Error(std::move(faults));
}

}  // namespace dance
