#include "dance/search/space/narrowing.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "dance/core/cached.h"
#include "dance/core/error.h"
#include "dance/core/files.h"
#include "dance/core/random.h"
#include "dance/engine/hardware/restriction.h"
#include "dance/engine/table/cost_table.h"
#include "dance/engine/table/lattice_search.h"
#include "dance/search/space/random_networks.h"
#include "dance/search/space/space_table.h"

namespace dance {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFileKind = "narrowed-space-1";

std::string key_of(const CostTableRequest& request, const HardwareSpace& space, const CostFunction& cost,
                   const Limits& limits, const NarrowingOptions& options) {
  return checksum(
      fmt::format("{} {} cost {} limits {:a} {:a} {:a} most {} {} networks {} seed "
                  "{}",
                  kFileKind, cost_table_key(request, space), cost.key(), limits.max_latency_ms.value_or(0),
                  limits.max_energy_mj.value_or(0), limits.max_area_mm2.value_or(0), options.most,
                  options.lattice, options.networks, options.seed));
}

// The reference network's EDAP-best accelerator.
struct Reference {
  Metrics metrics;
  std::vector<std::int64_t> steps;
};

Reference find_reference(const NetworkSpace& networks, const HardwareSpace& space, std::int64_t lattice,
                         int threads, Progress& progress) {
  const CostTableRequest request = request_of(lower(networks, reference_architecture(networks)));
  const std::vector<LatticeObjective> objectives = {{CostFunction(), {}, {{}}}};
  LatticeSearch search(request, space, objectives, lattice, threads);
  search.run(progress);
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
                        const NarrowingOptions& options, int threads, Progress& progress) {
  const Reference reference = find_reference(networks, space, options.lattice, threads, progress);
  cost.reference = reference.metrics;
  Random random(options.seed, "narrowing");
  std::vector<Architecture> architectures;
  for (std::int64_t i = 0; i < options.networks; ++i)
    architectures.push_back(varied_network(networks, random));
  const std::vector<LatticeObjective> objectives = objectives_of(cost, limits, architectures);
  LatticeSearch search(request, space, objectives, options.lattice, threads);
  search.add(reference.steps);
  search.run(progress);
  return search.kept(options.most);
}

KeptSteps read_kept(const fs::path& file) {
  return nlohmann::json::parse(read_sealed_file(file, kFileKind)).get<KeptSteps>();
}

void write_kept(const fs::path& file, const KeptSteps& kept) {
  write_sealed_file(file, kFileKind, nlohmann::json(kept).dump());
}

}  // namespace

HardwareSpace narrowed(const NetworkSpace& networks, const HardwareSpace& space, CostFunction cost,
                       const Limits& limits, const NarrowingOptions& options, const fs::path& cache,
                       int threads, Progress& progress) {
  if (space.size() <= std::max(options.above, options.most)) return space;
  const CostTableRequest request = request_of(networks);
  const fs::path file = cache / ("narrowed-" + key_of(request, space, cost, limits, options) + ".bin");
  const KeptSteps kept = cached(
      file, "narrowed space", progress, [&] { return read_kept(file); },
      [&] { return search_values(networks, request, space, cost, limits, options, threads, progress); },
      [&](const KeptSteps& values) { write_kept(file, values); });
  HardwareSpace smaller = restricted(space, kept);
  progress.warn(
      fmt::format("the hardware space '{}' has {} accelerators; {} are searched, of the values that are best",
                  space.name, space.size(), smaller.size()));
  return smaller;
}

}  // namespace dance
