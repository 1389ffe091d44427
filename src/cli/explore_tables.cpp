#include "cli/explore_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/inputs.h"
#include "dance/report/accelerator_table.h"

namespace dance::cli {

namespace {

void add_once(const std::string& text, std::vector<std::string>& texts) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
}

}  // namespace

void AcceleratorColumns::add_heads(std::vector<std::string>& heads) const {
  for (const char* head : {"PEs", "rf words", "glb KiB", "glb bits"}) heads.emplace_back(head);
  if (space_.glb_banks.size() > 1) heads.emplace_back("banks");
  if (space_.dram_megatransfers_per_s.size() > 1) heads.emplace_back("DRAM MT/s");
  if (space_.word_bits.size() > 1) heads.emplace_back("<word bits");
  heads.emplace_back("<dataflow");
}

void AcceleratorColumns::add_cells(std::int64_t index, std::vector<std::string>& cells) const {
  const Accelerator a = space_.at(index);
  const AcceleratorChoices choices = space_.choices_of(a);
  cells.push_back(fmt::format("{} x {}", a.pe_x, a.pe_y));
  cells.push_back(std::to_string(a.rf_words));
  cells.push_back(std::to_string(a.glb_bytes / 1024));
  cells.push_back(std::to_string(a.glb_width_bits));
  if (space_.glb_banks.size() > 1) cells.push_back(std::to_string(choices.glb_banks));
  if (space_.dram_megatransfers_per_s.size() > 1)
    cells.push_back(fmt::format("{:g}", choices.dram_megatransfers_per_s));
  if (space_.word_bits.size() > 1) cells.push_back(choices.word_bits);
  cells.push_back(choices.dataflow);
}

void ExceededLimits::add(const char* option, const std::optional<double>& limit, double value,
                         const std::string& unit) {
  if (!limit || value <= *limit) return;
  add_once(option, options_);
  add_once(fmt::format("{:.4g} {} where the limit is {:g}", value, unit, *limit), reached_);
}

void ExceededLimits::add(const Limits& limits, const Metrics& metrics, const std::string& of) {
  add("--max-latency-ms", limits.max_latency_ms, metrics.latency_ms, "ms" + of);
  add("--max-energy-mj", limits.max_energy_mj, metrics.energy_mj, "mJ" + of);
  add("--max-area-mm2", limits.max_area_mm2, metrics.area_mm2, "mm2");
}

Error ExceededLimits::error(const HardwareSpace& space, std::int64_t nearest, const std::string& who) const {
  return Error(
      {"dance explore", 0, fmt::format("{}", fmt::join(options_, ", ")),
       fmt::format("no accelerator of '{}' meets the limits{}; the nearest ({}) has {}", space.full_name(),
                   who, describe(space.at(nearest), space), fmt::join(reached_, ", ")),
       "", ""});
}

Json ranked_json(const RankedAccelerator& ranked, const HardwareSpace& space) {
  Json json = accelerator_json(ranked.index, space);
  json["metrics"] = to_json(ranked.metrics);
  json["cost"] = ranked.cost;
  return json;
}

Json space_json(const HardwareSpace& space) {
  return {{"name", space.name},
          {"part", space.part.empty() ? Json() : Json(space.part)},
          {"accelerators", space.size()},
          {"policy", to_string(space.policy)}};
}

}  // namespace dance::cli
