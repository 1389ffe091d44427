#include "cli/map_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/cost_tables.h"
#include "cli/progress_display.h"
#include "cli/text_table.h"
#include "dance/engine/nest/nest_json.h"
#include "dance/report/nest_report.h"

namespace dance::cli {

namespace {

constexpr std::size_t kPresetLevels = 3;  // DRAM, GLB, RF: the one-line notation says it all

std::string words(std::int64_t count) { return count == 0 ? "-" : with_commas(count); }
std::string microjoules(double pj) { return fmt::format("{:.4g}", pj * 1e-6); }

double utilization(const MapReport& report) {
  return static_cast<double>(report.layer.macs()) /
         (static_cast<double>(report.hierarchy.macs_built()) * report.found.cost.cycles);
}

std::string describe(const Layer& layer) {
  std::string text;
  for (Dim d : kAllDims) {
    if (layer.bounds[d] > 1) text += fmt::format("{}{} ", letter_of(d), layer.bounds[d]);
  }
  if (text.empty()) text = "one MAC ";
  const auto steps = [&](const char* name, int w, int h) {
    if (w != 1 || h != 1)
      text += w == h ? fmt::format("{} {} ", name, w) : fmt::format("{} {}x{} ", name, w, h);
  };
  steps("stride", layer.stride_w, layer.stride_h);
  steps("dilation", layer.dilation_w, layer.dilation_h);
  text.pop_back();
  return fmt::format("{}; {} MACs", text, with_commas(layer.macs()));
}

// Per level and tensor, words of one instance; energy of all instances.
std::string traffic_table(const MapReport& report) {
  TextTable table({"<level", "<tensor", "tile", "instances", "reads", "fills", "updates", "energy uJ", "%"});
  const NestCost& cost = report.found.cost;
  const auto energy_row = [&](const std::string& name, double pj) {
    if (pj > 0)
      table.add_row(
          {name, "", "", "", "", "", "", microjoules(pj), fmt::format("{:.1f}", 100 * pj / cost.energy_pj)});
  };
  for (std::size_t l = 0; l < report.found.nest.levels.size(); ++l) {
    std::string name = report.found.nest.levels[l].name;
    for (std::size_t t = 0; t < kTensors; ++t) {
      const TensorCounts& tensor = report.found.counts.levels[l][t];
      if (!tensor.kept) continue;
      const double pj = cost.levels[l].energy_pj[t];
      table.add_row({name, std::string(kTensorNames[t]), words(tensor.tile_words), words(tensor.instances),
                     words(tensor.reads), words(tensor.fills), words(tensor.updates), microjoules(pj),
                     fmt::format("{:.1f}", cost.energy_pj > 0 ? 100 * pj / cost.energy_pj : 0)});
      name.clear();
    }
  }
  energy_row("MACs", cost.mac_energy_pj);
  energy_row("network", cost.network_energy_pj);
  energy_row("leakage", cost.leakage_energy_pj);
  table.add_rule();
  table.add_row({"all", "", "", "", "", "", "", microjoules(cost.energy_pj), "100"});
  return table.text();
}

// What sets the cycles: the first level whose bandwidth does, or else the array, which is its MACs where it
// states no pass.
std::string limited_by(const MapReport& report) {
  const auto level = limiting_level(report.found.cost);
  if (level) return report.found.nest.levels[*level].name + "'s bandwidth";
  return report.hierarchy.array_pass ? "the array" : "the MACs";
}

Json levels_json(const MapReport& report) {
  const UnconstrainedMapping& found = report.found;
  std::vector<std::string> levels;
  for (const NestLevel& level : found.nest.levels) levels.push_back(level.name);
  std::array<std::string, kTensors> tensors;
  std::copy(kTensorNames.begin(), kTensorNames.end(), tensors.begin());
  return dance::levels_json(found.counts, found.cost, levels, tensors, report.has_energies);
}

std::string proof_line(const MapReport& report) {
  const UnconstrainedMapping& found = report.found;
  if (report.map_space != "any")
    return fmt::format("optimal: every mapping of {} was compared", report.map_space);
  const std::string work =
      fmt::format("{} mappings bounded, {} evaluated, {:.3g} s", with_commas(found.mappings_bounded),
                  with_commas(found.mappings_evaluated), found.seconds);
  if (found.proven) return fmt::format("optimal: proven ({})", work);
  const std::string stopped = report.interrupted ? "interrupted: " : "";
  if (found.lower_bound <= 0) return fmt::format("{}no lower bound yet ({})", stopped, work);
  return fmt::format("{}within {:.3g} % of the lower bound ({})", stopped, 100 * found.gap(), work);
}

}  // namespace

std::string as_text(const MapReport& report) {
  const NestCost& cost = report.found.cost;
  std::string text = fmt::format("layer        {}\n", describe(report.layer));
  text += fmt::format("accelerator  {}\n", report.accelerator);
  text += fmt::format("mapping      of least {}, {}\n\n", describe(report.policy),
                      report.map_space != "any" ? "under " + report.map_space
                      : report.constrained      ? "over every mapping that obeys the constraints"
                                                : "over every mapping");
  if (report.found.nest.levels.size() == kPresetLevels) text += "  " + one_line(report.found.nest) + "\n\n";
  text += loop_listing(report.found.nest, report.found.counts) + "\n" + traffic_table(report) + "\n";
  text += fmt::format("cycles {}, set by {}", with_commas(static_cast<std::int64_t>(cost.cycles)),
                      limited_by(report));
  if (report.clock_mhz > 0)
    text += fmt::format("   latency {:.4g} ms", cost.cycles / report.clock_mhz * 1e-3);
  if (report.has_energies) {
    text += fmt::format("   energy {} uJ   EDP {:.6g} pJ cycles", microjoules(cost.energy_pj),
                        cost.cycles * cost.energy_pj);
  }
  text += fmt::format("   utilization {:.1f} %\n", 100 * utilization(report));
  if (report.area_um2) text += fmt::format("area {:.4g} mm2\n", *report.area_um2 * 1e-6);
  return text + proof_line(report) + "\n";
}

Json as_json(const MapReport& report) {
  const UnconstrainedMapping& found = report.found;
  Json bounds = Json::object();
  for (Dim d : kAllDims) bounds[std::string(1, letter_of(d))] = report.layer.bounds[d];
  Json layer = {{"name", report.layer.name},
                {"bounds", bounds},
                {"stride", {report.layer.stride_w, report.layer.stride_h}},
                {"dilation", {report.layer.dilation_w, report.layer.dilation_h}},
                {"macs", report.layer.macs()}};
  Json json = {{"schema", "dance-map-2"},
               {"layer", layer},
               {"accelerator", report.accelerator_json},
               {"policy", to_string(report.policy)},
               {"map_space", report.map_space},
               {"mapping", to_json(found.nest)},
               {"cycles", static_cast<std::int64_t>(found.cost.cycles)},
               {"compute_cycles", found.counts.compute_cycles}};
  const auto limiting = limiting_level(found.cost);
  json["limiting_level"] = limiting ? Json(found.nest.levels[*limiting].name) : Json();
  if (report.clock_mhz > 0) json["latency_ms"] = found.cost.cycles / report.clock_mhz * 1e-3;
  if (report.has_energies) {
    json["energy_pj"] = found.cost.energy_pj;
    json["edp_pj_cycles"] = found.cost.cycles * found.cost.energy_pj;
  }
  json["utilization"] = fmt::format("{:.2f}", utilization(report));
  json["utilization_ratio"] = utilization(report);
  if (report.area_um2) json["area_mm2"] = *report.area_um2 * 1e-6;
  json["levels"] = levels_json(report);
  if (report.hierarchy.array_pass) json["array_pass"] = array_json(found.counts.array, found.cost.array);
  json["macs"] = report.layer.macs();
  if (report.has_energies) {
    json["mac_energy_pj"] = found.cost.mac_energy_pj;
    json["network_energy_pj"] = found.cost.network_energy_pj;
    json["leakage_energy_pj"] = found.cost.leakage_energy_pj;
  }
  json["search"] = {{"proven", found.proven},
                    {"value", found.value},
                    {"lower_bound", found.lower_bound},
                    {"gap", found.gap()},
                    {"interrupted", report.interrupted},
                    {"mappings_bounded", found.mappings_bounded},
                    {"mappings_evaluated", found.mappings_evaluated},
                    {"seconds", found.seconds}};
  return json;
}

}  // namespace dance::cli
