#include "cli/explain_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/number_text.h"
#include "cli/progress_display.h"
#include "cli/terminal.h"
#include "cli/text_table.h"

namespace dance::cli {

namespace {

constexpr std::size_t kColumns = 118;

std::string count_text(double count) { return with_commas(std::llround(count)); }

std::string source_mark(std::size_t source) { return fmt::format("[{}]", source + 1); }

std::string tensor_text(const std::optional<Tensor>& tensor) {
  if (!tensor) return "";
  return *tensor == Tensor::Weights ? "weights" : *tensor == Tensor::Inputs ? "inputs" : "outputs";
}

std::string pass_line(const PassItem& passes) {
  return fmt::format("Compute is {} passes: {} steps, fill and drain {}, loads {} cycles.\n",
                     count_text(passes.passes), count_text(passes.steps),
                     count_text(passes.fill_drain_cycles), count_text(passes.load_cycles));
}

// Of transfers during which the array waits; "" where there are none.
std::string exposed_line(double exposed_cycles, double latency_cycles) {
  if (exposed_cycles <= 0) return "";
  return fmt::format(
      "The array waits during {} cycles of transfers, which are part of the latency of {} cycles.\n",
      count_text(exposed_cycles), count_text(latency_cycles));
}

// Where the array waits for transfers, the slowest resource alone does not set the latency.
std::string limits(const LayerExplanation& layer) {
  return layer.exposed_transfer_cycles > 0 ? "slowest, by " : "limits, by ";
}

// How far the limiting resource is ahead of the next: "1.80 x", or "level" where two need as many cycles.
std::string margin(const LayerExplanation& layer) {
  return layer.limit_ratio > 1 ? fmt::format("{:.2f} x", layer.limit_ratio) : "level";
}

}  // namespace

std::string energy_table(const std::vector<EnergyItem>& items) {
  double total_pj = 0;
  for (const EnergyItem& item : items) total_pj += item.energy_pj;
  TextTable table(
      {"<component", "<action", "<tensor", "count", "<unit", "pJ each", "energy nJ", "%", "<source"});
  for (const EnergyItem& item : items) {
    if (item.count <= 0) continue;
    table.add_row({item.component, item.action, tensor_text(item.tensor), count_text(item.count),
                   "x " + item.count_unit, four_digits(item.unit_pj), four_digits(item.energy_pj * 1e-3),
                   fmt::format("{:.1f}", 100 * item.energy_pj / total_pj), source_mark(item.source)});
  }
  table.add_rule();
  table.add_row({"all", "", "", "", "", "", four_digits(total_pj * 1e-3), "100.0", ""});
  return table.text();
}

std::string cycle_rule(const Explanation& explanation) {
  const bool waits = std::any_of(explanation.layers.begin(), explanation.layers.end(),
                                 [](const auto& layer) { return layer.exposed_transfer_cycles > 0; });
  return waits ? "the array works during a part of the slowest transfers, and waits during the rest"
               : "the slowest resource sets a layer's latency";
}

std::string cycle_table(const Explanation& explanation) {
  TextTable table(
      {"<layer", "compute", "buffer read", "buffer write", "DRAM", "latency", "%", "<limit", "<by"});
  std::array<double, kBottlenecks> sums{}, limited{};
  double total = 0, exposed = 0;
  for (const LayerExplanation& layer : explanation.layers) {
    total += layer.latency_cycles;
    exposed += layer.exposed_transfer_cycles;
  }
  for (const LayerExplanation& layer : explanation.layers) {
    std::vector<std::string> cells = {layer.name};
    for (std::size_t i = 0; i < kBottlenecks; ++i) {
      cells.push_back(count_text(layer.cycles[i].cycles));
      sums[i] += layer.cycles[i].cycles;
    }
    const double latency = layer.latency_cycles;
    limited[static_cast<std::size_t>(layer.limit)] += latency;
    cells.insert(cells.end(), {count_text(latency), fmt::format("{:.1f}", 100 * latency / total),
                               to_string(layer.limit), margin(layer)});
    table.add_row(std::move(cells));
  }
  table.add_rule();
  std::vector<std::string> all = {"all"}, share = {"limits, % of latency"};
  for (std::size_t i = 0; i < kBottlenecks; ++i) {
    all.push_back(count_text(sums[i]));
    share.push_back(fmt::format("{:.1f}", 100 * limited[i] / total));
  }
  all.insert(all.end(), {count_text(total), "100.0", "", ""});
  share.insert(share.end(), {"", "", "", ""});
  table.add_row(std::move(all));
  table.add_row(std::move(share));
  return table.text(output_columns()) + exposed_line(exposed, total);
}

std::string cycle_table(const LayerExplanation& layer, std::int64_t word_bits) {
  const std::string words = fmt::format("{}-bit words", word_bits);
  TextTable table({"<resource", "count", "<unit", "per cycle", "cycles", "% of latency", "<"});
  for (const CycleItem& item : layer.cycles) {
    const bool compute = item.resource == Bottleneck::Compute;
    table.add_row({to_string(item.resource), count_text(item.amount),
                   compute ? layer.passes ? "cycles" : "steps" : words, four_digits(item.per_cycle),
                   count_text(item.cycles), fmt::format("{:.1f}", 100 * item.cycles / layer.latency_cycles),
                   item.resource == layer.limit ? limits(layer) + margin(layer) : ""});
  }
  return table.text() + (layer.passes ? pass_line(*layer.passes) : "") +
         exposed_line(layer.exposed_transfer_cycles, layer.latency_cycles);
}

std::string area_table(const std::vector<AreaItem>& items) {
  double total_um2 = 0;
  for (const AreaItem& item : items) total_um2 += item.area_um2;
  TextTable table({"<component", "count", "um2 each", "area um2", "%", "<source"});
  for (const AreaItem& item : items) {
    table.add_row({item.component, count_text(item.count), four_digits(item.unit_um2),
                   count_text(item.area_um2), fmt::format("{:.1f}", 100 * item.area_um2 / total_um2),
                   source_mark(item.source)});
  }
  table.add_rule();
  table.add_row({"all", "", "", count_text(total_um2), "100.0", ""});
  return table.text();
}

std::string source_list(const std::vector<std::string>& sources) {
  std::string text;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    text += wrapped(fmt::format("{} {}", source_mark(i), sources[i]), kColumns, 4) + "\n";
  }
  return text;
}

}  // namespace dance::cli
