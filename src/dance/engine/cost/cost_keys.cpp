#include "dance/engine/cost/cost_keys.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace dance {

namespace {

constexpr NumberRange kLimit{.min = 0, .max = 1e9, .open_min = true};

// "weighted: weighted sum; edap: latency x energy x area; ..."
std::string meanings_of_kinds() {
  std::vector<std::string> meanings;
  for (const CostKind* kind : cost_kinds()) meanings.push_back(kind->name() + ": " + kind->meaning());
  return fmt::format("{}", fmt::join(meanings, "; "));
}

// The options of every kind, whichever is chosen.
void declare_options(ConfigKeys& keys, CostOptions& options) {
  for (const CostKind* kind : cost_kinds()) {
    for (const CostOption& option : kind->options()) {
      const std::string meaning = kind->name() + " only: " + option.meaning;
      double value = value_of(option, options);
      keys.number({.name = option.name.c_str(), .meaning = meaning.c_str()}, value,
                  {.min = 0, .max = option.most});
      options[option.name] = value;
    }
    keys.check([&](const ConfigKeys::AddFault& add) {
      if (const auto fault = kind->fault(values_of(*kind, options)))
        add(fault->key, fault->problem, fault->expected, "");
    });
  }
}

}  // namespace

void declare_keys(ConfigKeys& keys, CostFunction& cost) {
  const std::vector<std::string> names = cost_kind_names();
  auto kind =
      static_cast<std::size_t>(std::find(names.begin(), names.end(), cost.kind().name()) - names.begin());
  const std::string meaning = meanings_of_kinds();
  keys.choice({.name = "kind", .meaning = meaning.c_str()}, kind, names);
  CostOptions options = cost.options();
  declare_options(keys, options);
  cost = CostFunction(*cost_kinds()[kind], std::move(options), cost.reference);
}

void declare_keys(ConfigKeys& keys, Limits& limits) {
  keys.optional_number({.name = "max_latency_ms", .unit = "ms", .meaning = "not with the learned evaluator"},
                       limits.max_latency_ms, kLimit);
  keys.optional_number({.name = "max_energy_mj", .unit = "mJ", .meaning = "not with the learned evaluator"},
                       limits.max_energy_mj, kLimit);
  keys.optional_number({.name = "max_area_mm2", .unit = "mm2", .meaning = "of the accelerator"},
                       limits.max_area_mm2, kLimit);
}

}  // namespace dance
