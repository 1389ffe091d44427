#include "dance/search/space/narrowing.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "dance/core/cached.h"
#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/core/random.h"
#include "dance/engine/cost/cost_keys.h"
#include "dance/engine/hardware/restriction.h"
#include "dance/engine/table/cost_table.h"
#include "dance/engine/table/lattice_search.h"
#include "dance/search/space/kept_work.h"
#include "dance/search/space/random_networks.h"
#include "dance/search/space/space_table.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFileKind = "narrowed-space-1";

std::string key_of(const CostTableRequest& request, const HardwareSpace& space, const CostFunction& cost,
                   const Limits& limits, const NarrowingOptions& options) {
  return checksum(fmt::format("{} {} cost {}\nlimits\n{}narrowing\n{}lattice {} seed {}", kFileKind,
                              cost_table_key(request, space), cost.key(), settings_of(kNarrowedSpace, limits),
                              settings_of(kNarrowedSpace, options), options.lattice, options.seed));
}

// The accelerator on which the reference network has its least EDAP.
struct Reference {
  Metrics metrics;
  std::vector<std::int64_t> steps;
};

Reference find_reference(const NetworkSpace& networks, const HardwareSpace& space, std::int64_t lattice,
                         const WorkContext& context) {
  const CostTableRequest request = request_of(lower(networks, reference_architecture(networks)));
  const std::vector<LatticeObjective> objectives = {{CostFunction(), {}, {{}}}};
  LatticeSearch search(request, space, objectives, lattice, context.threads);
  search.run(context.progress);
  if (search.best(0, 0).index < 0) throw Error::run_failure("the reference network has no accelerator");
  return {search.best(0, 0).metrics, search.steps_of(0, 0)};
}

std::vector<LatticeObjective> objectives_of(const CostFunction& cost, const Limits& limits,
                                            const std::vector<Architecture>& networks) {
  std::vector<LatticeObjective> objectives = {{cost, {}, networks}};
  if (!limits.any()) return objectives;
  objectives.push_back({cost, limits, networks});
  const Metrics& reference = cost.reference;
  objectives.push_back({weighted_cost(1, 0, 0, reference), {}, networks});
  objectives.push_back({weighted_cost(0, 1, 0, reference), {}, networks});
  objectives.push_back({weighted_cost(0, 0, 1, reference), {}, networks});
  return objectives;
}

KeptSteps search_values(const NetworkSpace& networks, const CostTableRequest& request,
                        const HardwareSpace& space, CostFunction cost, const Limits& limits,
                        const NarrowingOptions& options, const WorkContext& context) {
  const Reference reference = find_reference(networks, space, options.lattice, context);
  cost.reference = reference.metrics;
  Random random(options.seed, "narrowing");
  std::vector<Architecture> architectures;
  for (std::int64_t i = 0; i < options.networks; ++i)
    architectures.push_back(varied_network(networks, random));
  const std::vector<LatticeObjective> objectives = objectives_of(cost, limits, architectures);
  LatticeSearch search(request, space, objectives, options.lattice, context.threads);
  search.add(reference.steps);
  search.run(context.progress);
  return search.kept(options.most);
}

KeptSteps read_kept(const fs::path& file) {
  return nlohmann::json::parse(read_sealed_file(file, kFileKind)).get<KeptSteps>();
}

void write_kept(const fs::path& file, const KeptSteps& kept) {
  write_sealed_file(file, kFileKind, nlohmann::json(kept).dump());
}

}  // namespace

void declare_keys(ConfigKeys& keys, NarrowingOptions& options) {
  constexpr std::int64_t kMostAccelerators = 1'000'000'000;
  keys.integer({.name = "above",
                .unit = "accelerators",
                .meaning = "spaces of up to so many are searched whole",
                .leaves = kAllKeptWork},
               options.above, {.min = 1, .max = kMostAccelerators});
  keys.integer({.name = "most",
                .unit = "accelerators",
                .meaning = "of the narrowed space: the values that are best together"},
               options.most, {.min = 1, .max = kMostAccelerators});
  keys.integer({.name = "networks",
                .unit = "networks",
                .meaning = "random ones, whose best accelerators say which values those are"},
               options.networks, {.min = 1, .max = 1'000'000});
}

HardwareSpace narrowed(const NetworkSpace& networks, const HardwareSpace& space, CostFunction cost,
                       const Limits& limits, const NarrowingOptions& options, const WorkContext& context) {
  if (space.size() <= std::max(options.above, options.most)) return space;
  const CostTableRequest request = request_of(networks);
  const fs::path file =
      context.cache / ("narrowed-" + key_of(request, space, cost, limits, options) + ".bin");
  const KeptSteps kept = cached(
      file, "narrowed space", context.progress, [&] { return read_kept(file); },
      [&] { return search_values(networks, request, space, cost, limits, options, context); },
      [&](const KeptSteps& values) { write_kept(file, values); });
  HardwareSpace smaller = restricted(space, kept);
  context.progress.warn(
      fmt::format("the hardware space '{}' has {} accelerators; {} are searched, of the values that are best",
                  space.full_name(), space.size(), smaller.size()));
  return smaller;
}

}  // namespace dance
