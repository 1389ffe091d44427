#include "dance/search/run/limit_check.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "dance/core/error.h"
#include "dance/core/rounded_up.h"
#include "dance/engine/table/best_accelerator.h"
#include "dance/engine/table/most_probable_within.h"
#include "dance/engine/table/reachable.h"

namespace dance {

namespace {

std::string design_text(const Problem& problem, const ReachedDesign& design) {
  const Accelerator a = problem.hardware.at(design.accelerator);
  const AcceleratorChoices choices = problem.hardware.choices_of(a);
  return fmt::format(
      "{:.4g} ms, {:.4g} mJ, {:.4g} mm2: {} on {}x{} PEs of {} words, {} KiB buffer, {}-bit banks, {}",
      design.metrics.latency_ms, design.metrics.energy_mj, design.metrics.area_mm2,
      fmt::join(operation_names(problem.network, design.architecture), ","), a.pe_x, a.pe_y, a.rf_words,
      a.glb_bytes / 1024, a.glb_width_bits, choices.dataflow);
}

// A fault for each limit that no design meets, even without the other limits.
std::vector<Fault> faults_of_each(const Problem& problem, const std::string& file) {
  const Metrics least = least_metrics(problem.table);
  const Limits limits = problem.table_limits();
  std::vector<Fault> faults;
  const auto check = [&](const char* key, const std::optional<double>& limit,
                         const std::optional<double>& asked, double reachable, const char* unit) {
    if (!limit || reachable <= *limit) return;
    faults.push_back(
        {file, 0, key,
         fmt::format(
             "no network of '{}' meets it on any of the {} accelerators searched of '{}', with mappings of "
             "least {}",
             problem.network.name, problem.hardware.size(), problem.hardware.full_name(),
             to_string(problem.hardware.policy)),
         fmt::format("at least {} {}", rounded_up(reachable / (1 - kTableMargin), 4), unit),
         fmt::format("{:g} {}", *asked, unit)});
  };
  const Limits& asked = problem.limits;
  check("limits.max_latency_ms", limits.max_latency_ms, asked.max_latency_ms, least.latency_ms, "ms");
  check("limits.max_energy_mj", limits.max_energy_mj, asked.max_energy_mj, least.energy_mj, "mJ");
  check("limits.max_area_mm2", limits.max_area_mm2, asked.max_area_mm2, least.area_mm2, "mm2");
  return faults;
}

}  // namespace

void check_reachable(const Problem& problem, const std::string& file) {
  const Limits limits = problem.table_limits();
  const auto nearest = nearest_design(problem.table, limits);
  if (!nearest)
    throw Error({problem.hardware.file, 0, "", "no accelerator can run every network of the space", "", ""});
  if (limits.hold(nearest->metrics)) return;
  std::vector<Fault> faults = faults_of_each(problem, file);
  const std::string nearest_text =
      fmt::format("the nearest design (mappings of least {}) has {}", to_string(problem.hardware.policy),
                  design_text(problem, *nearest));
  const bool together = faults.empty();
  faults.push_back({file, 0, "limits", (together ? "cannot be met together; " : "") + nearest_text, "", ""});
  throw Error(std::move(faults));
}

Architecture within_limits(const Problem& problem, const SearchResult& result) {
  const Limits limits = problem.table_limits();
  if (best_accelerator(problem.table, result.architecture, problem.cost, limits).index >= 0)
    return result.architecture;
  std::vector<std::vector<double>> log_probabilities;
  for (std::int64_t position = 0; position < problem.table.positions(); ++position) {
    auto& layer = log_probabilities.emplace_back();
    for (std::int64_t o = 0; o < problem.table.operations(position); ++o)
      layer.push_back(std::log(result.probabilities[position][o].item<double>()));
  }
  const auto found = most_probable_within(problem.table, log_probabilities, limits, at::get_num_threads());
  if (!found) throw Error::run_failure("no network of the space is within the limits");
  return *found;
}

std::vector<LimitsOutcome::Change> changes_between(const NetworkSpace& space, const Architecture& from,
                                                   const Architecture& to) {
  const std::vector<std::string> before = operation_names(space, from), after = operation_names(space, to);
  std::vector<LimitsOutcome::Change> changes;
  for (std::size_t i = 0; i < from.size(); ++i)
    if (from[i] != to[i]) changes.push_back({space.layers[i].name, before[i], after[i]});
  return changes;
}

}  // namespace dance
