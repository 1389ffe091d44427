#include "cli/cost_tables.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "cli/text_table.h"
#include "dance/report/network_drawing.h"

namespace dance::cli {

namespace {

constexpr std::size_t kNameColumns = 22;

std::string percent(double part, double whole) {
  return whole > 0 ? fmt::format("{:.0f}", 100 * part / whole) : "0";
}

// Four significant digits without an exponent.
std::string number(double value) {
  if (value <= 0) return "0";
  const int digits = static_cast<int>(std::floor(std::log10(value))) + 1;
  return fmt::format("{:.{}f}", value, std::max(0, 4 - digits));
}

std::string shortened(const std::string& name) {
  return name.size() <= kNameColumns ? name : name.substr(0, kNameColumns - 2) + "..";
}

std::vector<std::string> energy_shares(const EnergyBreakdown& energy) {
  std::vector<std::string> cells;
  for (const double part :
       {energy.mac_pj, energy.rf_pj, energy.glb_pj, energy.dram_pj, energy.network_pj, energy.leakage_pj}) {
    cells.push_back(percent(part, energy.total_pj()));
  }
  return cells;
}

EnergyBreakdown sum_of(const NetworkCost& cost) {
  EnergyBreakdown sum;
  for (const LayerCost& layer : cost.layers) {
    sum.mac_pj += layer.energy.mac_pj;
    sum.rf_pj += layer.energy.rf_pj;
    sum.glb_pj += layer.energy.glb_pj;
    sum.dram_pj += layer.energy.dram_pj;
    sum.network_pj += layer.energy.network_pj;
    sum.leakage_pj += layer.energy.leakage_pj;
  }
  return sum;
}

// Breaks a text at blanks so that it stands in the second column of 120.
std::string indented(const std::string& text) {
  constexpr std::size_t kIndent = 13, kWidth = 120 - kIndent;
  std::string lines, rest = text;
  while (rest.size() > kWidth) {
    const std::size_t blank = rest.rfind(' ', kWidth);
    const std::size_t end = blank == std::string::npos || blank < kWidth / 2 ? kWidth : blank;
    lines += std::string(kIndent, ' ') + rest.substr(0, end) + "\n";
    rest = "  " + rest.substr(end + (end == blank ? 1 : 0));
  }
  return lines + std::string(kIndent, ' ') + rest;
}

std::string share_text(const std::optional<double>& share) {
  if (!share) return "unknown";
  const double value = 100 * *share;
  if (value > 0 && value < 0.01) return "under 0.01 %";
  return value < 1 ? fmt::format("{:.2f} %", value) : fmt::format("{:.1f} %", value);
}

// "MaxPool x1 (0.10 % of the operations), Softmax x1 (under 0.01 %)"
std::string listed_text(const Network& network) {
  std::string text;
  for (const ListedOperator& entry : network.not_modelled) {
    text += fmt::format("{}{} x{} ({}{})", text.empty() ? "" : ", ", entry.type, entry.count,
                        share_text(network.share(entry)),
                        text.empty() && entry.operations ? " of the operations" : "");
  }
  return text;
}

void append(std::vector<std::string>& cells, const std::vector<std::string>& more) {
  cells.insert(cells.end(), more.begin(), more.end());
}

}  // namespace

std::string describe(const Network& network) {
  std::string text = fmt::format("network      {}: {} layers, {} MACs, {} weights\n", network.name,
                                 network.layers.size(), short_count(static_cast<double>(network.macs())),
                                 short_count(static_cast<double>(network.weight_words())));
  if (!network.not_modelled.empty()) text += indented("listed, not modelled: " + listed_text(network)) + "\n";
  for (const std::string& note : network.notes) text += indented("note: " + note) + "\n";
  text.pop_back();
  return text;
}

Json network_json(const Network& network) {
  Json listed = Json::array();
  for (const ListedOperator& entry : network.not_modelled) {
    const std::optional<double> share = network.share(entry);
    listed.push_back({{"type", entry.type},
                      {"count", entry.count},
                      {"operations", entry.operations ? Json(*entry.operations) : Json()},
                      {"share", share ? Json(*share) : Json()}});
  }
  return {{"name", network.name},           {"layers", network.layers.size()},
          {"macs", network.macs()},         {"weights", network.weight_words()},
          {"not_modelled", listed},         {"notes", network.notes}};
}

std::string describe(MappingPolicy policy) {
  return policy == MappingPolicy::Edp ? "energy-delay product" : to_string(policy);
}

std::string dataflow_name(const Accelerator& accelerator, const HardwareSpace& space) {
  return space.dataflows[static_cast<std::size_t>(accelerator.dataflow)].name;
}

std::string layer_table(const NetworkCost& cost) {
  TextTable table({"<layer", "MACs", "latency ms", "%", "energy mJ", "%", "mac%", "rf%", "glb%", "dram%",
                   "net%", "leak%", "busy%", "<bottleneck"});
  double macs = 0, busy_cycles = 0, cycles = 0;
  for (const LayerCost& layer : cost.layers) {
    std::vector<std::string> cells = {
        shortened(layer.name),    short_count(static_cast<double>(layer.macs)),
        number(layer.latency_ms), percent(layer.latency_ms, cost.metrics.latency_ms),
        number(layer.energy_mj),  percent(layer.energy_mj, cost.metrics.energy_mj)};
    append(cells, energy_shares(layer.energy));
    append(cells, {fmt::format("{:.0f}", 100 * layer.utilization), to_string(layer.bottleneck)});
    table.add_row(std::move(cells));
    macs += static_cast<double>(layer.macs);
    busy_cycles += layer.utilization * layer.latency_cycles;
    cycles += layer.latency_cycles;
  }
  table.add_rule();
  std::vector<std::string> total = {
      "all", short_count(macs), number(cost.metrics.latency_ms), "100", number(cost.metrics.energy_mj),
      "100"};
  append(total, energy_shares(sum_of(cost)));
  append(total, {percent(busy_cycles, cycles), ""});
  table.add_row(std::move(total));
  return table.text();
}

std::string mapping_table(const NetworkCost& cost) {
  TextTable table({"<layer", "<mapping, outermost loop first"});
  for (const LayerCost& layer : cost.layers)
    table.add_row({shortened(layer.name), layer.mapping.to_string()});
  return table.text();
}

std::string metrics_line(const Metrics& metrics) {
  return fmt::format("latency {} ms   energy {} mJ   area {} mm2   EDAP {} (mJ ms mm2)",
                     number(metrics.latency_ms), number(metrics.energy_mj), number(metrics.area_mm2),
                     number(metrics.edap()));
}

}  // namespace dance::cli
