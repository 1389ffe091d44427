#include "dance/search/studies/comparison_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "dance/core/config.h"
#include "dance/core/error.h"
#include "dance/search/run/run.h"

namespace dance {

namespace {

// The last override that sets `key`; null where none does.
const ComparisonOverride* override_of(const std::vector<ComparisonOverride>& overrides,
                                      const std::string& key) {
  const auto last = std::find_if(overrides.rbegin(), overrides.rend(), [&](const ComparisonOverride& o) {
    return Config::sets(o.assignment, key);
  });
  return last == overrides.rend() ? nullptr : &*last;
}

// The methods with only the first point of each sweep, whose points differ in lambda2 alone.
std::vector<ComparedMethod> one_of_each(const std::vector<ComparedMethod>& methods) {
  std::vector<ComparedMethod> firsts;
  std::unique_copy(methods.begin(), methods.end(), std::back_inserter(firsts),
                   [](const ComparedMethod& a, const ComparedMethod& b) { return a.name == b.name; });
  return firsts;
}

// Faults for overrides without effect, since the seeds or a sweep of lambda2 would override them in turn.
std::vector<Fault> overridden_overrides(const ComparisonConfig& config) {
  std::vector<Fault> faults;
  const auto refuse = [&](const std::vector<ComparisonOverride>& overrides, const std::string& key,
                          const std::string& why, const std::string& expected) {
    if (const ComparisonOverride* o = override_of(overrides, key))
      faults.push_back({o->line > 0 ? config.file : "", o->line, key, "plays no part " + why, expected,
                        "'" + o->assignment + "'"});
  };
  refuse(config.overrides, "seed", "in a comparison", "seeds, or --seeds N,...");
  const std::vector<ComparedMethod> methods = one_of_each(config.methods);
  for (const ComparedMethod& method : methods) {
    refuse(method.overrides, "seed", "in a comparison", "seeds, or --seeds N,...");
    if (method.lambda2) refuse(method.overrides, "search.lambda2", "beside a sweep", "lambda2 alone");
  }
  const auto swept = std::find_if(methods.begin(), methods.end(),
                                  [](const ComparedMethod& method) { return method.lambda2.has_value(); });
  if (swept != methods.end())
    refuse(config.overrides, "search.lambda2", "beside the sweep of " + swept->name, "lambda2 of the method");
  return faults;
}

// Collects the faults of the methods' configurations, each once, with the methods that have it.
class MethodFaults {
 public:
  explicit MethodFaults(const ComparisonConfig& config) : config_(config) {}

  void add(const ComparedMethod& method, const std::vector<Fault>& faults) {
    for (const Fault& given : faults) {
      const Fault fault = placed(given, method);
      const std::string text = to_string(fault);
      const auto known = std::find_if(found_.begin(), found_.end(),
                                      [&](const Found& found) { return to_string(found.fault) == text; });
      Found& found = known != found_.end() ? *known : found_.emplace_back(Found{fault, {}});
      if (found.methods.empty() || found.methods.back() != method.name) found.methods.push_back(method.name);
    }
  }
  std::vector<Fault> faults() const {
    const std::size_t methods = one_of_each(config_.methods).size();
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

  // The fault with the place in the file where its key was set.
  Fault placed(Fault fault, const ComparedMethod& method) const {
    if (!fault.file.empty() || fault.key.empty()) return fault;
    const ComparisonOverride* override = override_of(method.overrides, fault.key);
    if (override == nullptr) override = override_of(config_.overrides, fault.key);
    if (override == nullptr || override->line == 0) return fault;
    fault.file = config_.file;
    fault.line = override->line;
    return fault;
  }

  const ComparisonConfig& config_;
  std::vector<Found> found_;
};

// What all methods of a comparison have in common.
std::string about(const SearchConfig& search) {
  const CostFunction& cost = search.cost;
  const auto& [file, part] = search.hardware_space;
  const std::string hardware = part.empty() ? file : file + ":" + part;
  return fmt::format("data {} (seed {}), {} on {}, {} ({})", search.data, search.data_seed,
                     search.network_file.string(), hardware, cost.kind().name(), cost.numbers());
}

// Calls `check` with each method and its configuration, and adds the faults that it throws. A failure of the
// run, which has no faults, goes through.
template <typename Check>
void for_each_method(const ComparisonConfig& config, MethodFaults& faults, const Check& check) {
  for (const ComparedMethod& method : one_of_each(config.methods)) {
    try {
      check(method, config.of(method, config.seeds.front()));
    } catch (const Error& error) {
      if (error.faults().empty()) throw;
      faults.add(method, error.faults());
    }
  }
}

}  // namespace

void check_methods(const ComparisonConfig& config) {
  std::vector<Fault> faults = overridden_overrides(config);
  MethodFaults of_methods(config);
  std::optional<SearchConfig> first;
  for_each_method(config, of_methods, [&](const ComparedMethod& method, const SearchConfig& run) {
    if (!first) first = run;
    if (about(run) != about(*first))
      faults.push_back({config.file, 0, "methods",
                        fmt::format("method '{}' is about something else", method.name), about(*first),
                        about(run)});
  });
  for (Fault& fault : of_methods.faults()) faults.push_back(std::move(fault));
  if (!faults.empty()) throw Error(std::move(faults));
}

void check_runs(const ComparisonConfig& config, const DataSplits& data, const WorkContext& context) {
  MethodFaults of_methods(config);
  for_each_method(config, of_methods, [&](const ComparedMethod&, const SearchConfig& run) {
    check_design_search(run, data, context);
  });
  std::vector<Fault> faults = of_methods.faults();
  if (!faults.empty()) throw Error(std::move(faults));
}

}  // namespace dance
