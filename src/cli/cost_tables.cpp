#include "cli/cost_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "cli/number_text.h"
#include "cli/terminal.h"
#include "cli/text_table.h"
#include "dance/report/network_drawing.h"

namespace dance::cli {

namespace {

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

// A text in lines of at most 120 columns, indented to where the values of the head stand.
std::string indented(const std::string& text) {
  constexpr std::size_t kIndent = 13;
  const std::string blanks(kIndent, ' ');
  std::string lines = blanks;
  for (const char c : wrapped(text, 120 - kIndent, 2)) lines += c == '\n' ? "\n" + blanks : std::string(1, c);
  return lines;
}

std::string share_text(const std::optional<double>& share) {
  if (!share) return "unknown";
  const double value = 100 * *share;
  if (value > 0 && value < 0.01) return "under 0.01 %";
  if (value > 99.99 && value < 100) return "over 99.99 %";
  return value < 1 || value > 99 ? fmt::format("{:.2f} %", value) : fmt::format("{:.1f} %", value);
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
  std::string text = fmt::format("network      {}: {} layers, {} MACs, {} weights", network.name,
                                 network.layers.size(), short_count(static_cast<double>(network.macs())),
                                 short_count(static_cast<double>(network.weight_words())));
  text += network.batch == 1 ? "\n" : fmt::format("; batches of {} images\n", network.batch);
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
  const LeftOut left_out = network.left_out();
  return {{"name", network.name},
          {"layers", network.layers.size()},
          {"macs", network.macs()},
          {"weights", network.weight_words()},
          {"batch", network.batch},
          {"quantized_bits", network.quantized_bits == 0 ? Json() : Json(network.quantized_bits)},
          {"not_modelled", listed},
          {"not_modelled_share", left_out.share},
          {"not_modelled_unknown", left_out.unknown},
          {"notes", network.notes}};
}

std::string describe(MappingPolicy policy) {
  return policy == MappingPolicy::Edp ? "energy-delay product" : to_string(policy);
}

std::string quantized_text(const Network& network, const std::vector<WordBits>& words) {
  if (network.quantized_bits == 0) return "";
  std::vector<std::string> texts;
  for (const WordBits& each : words) texts.push_back(each.to_string());
  return indented(fmt::format("note: the file is quantised to {} bits; words here have {} bits",
                              network.quantized_bits, fmt::join(texts, " or "))) +
         "\n";
}

std::string head_text(const Network& network, const AcceleratorArgument& hardware,
                      const MappedNetwork& mapped) {
  const HardwareSpace& space = hardware.space;
  return fmt::format("{}\naccelerator  {} ({}, {:g} MHz)\n{}mappings     of least {}\n{}\n",
                     describe(network), describe(hardware.accelerator, space), space.name, space.clock_mhz,
                     quantized_text(network, {space.word_bits_of(hardware.accelerator)}),
                     describe(space.policy),
                     given_text(mapped, space.dataflow_of(hardware.accelerator).name));
}

Json head_json(const std::string& schema, const Network& network, const AcceleratorArgument& hardware,
               const MappedNetwork& mapped) {
  Json accelerator = {{"space", hardware.space.name}};
  accelerator.update(to_json(hardware.accelerator, hardware.space.choices_of(hardware.accelerator)));
  return {{"schema", schema},
          {"network", network_json(network)},
          {"accelerator", accelerator},
          {"policy", to_string(hardware.space.policy)},
          {"given_mappings", given_json(mapped)},
          {"metrics", to_json(mapped.cost.metrics)},
          {"batch_latency_ms", batch_latency_ms(mapped.cost.metrics, network)}};
}

std::string layer_table(const NetworkCost& cost) {
  TextTable table({"<layer", "MACs", "latency ms", "%", "energy mJ", "%", "mac%", "rf%", "glb%", "dram%",
                   "net%", "leak%", "busy%", "<bottleneck"});
  double macs = 0, busy_cycles = 0, cycles = 0;
  for (const LayerCost& layer : cost.layers) {
    std::vector<std::string> cells = {layer.name,
                                      short_count(static_cast<double>(layer.macs)),
                                      four_digits(layer.latency_ms),
                                      percent(layer.latency_ms, cost.metrics.latency_ms),
                                      four_digits(layer.energy_mj),
                                      percent(layer.energy_mj, cost.metrics.energy_mj)};
    append(cells, energy_shares(layer.energy));
    append(cells, {fmt::format("{:.0f}", 100 * layer.utilization), to_string(layer.bottleneck)});
    table.add_row(std::move(cells));
    macs += static_cast<double>(layer.macs);
    busy_cycles += layer.utilization * layer.latency_cycles;
    cycles += layer.latency_cycles;
  }
  table.add_rule();
  std::vector<std::string> total = {"all",
                                    short_count(macs),
                                    four_digits(cost.metrics.latency_ms),
                                    "100",
                                    four_digits(cost.metrics.energy_mj),
                                    "100"};
  append(total, energy_shares(sum_of(cost)));
  append(total, {percent(busy_cycles, cycles), ""});
  table.add_row(std::move(total));
  return table.text(output_columns());
}

std::string performance_table(const NetworkCost& cost, const HardwareSpace& space,
                              const Accelerator& accelerator) {
  TextTable table({"<layer", "GOPS", "busy%", "roofline GOPS", "% of it", "<bound", "ops/byte", "DRAM KiB",
                   "TOPS/W", "mW"});
  const auto add = [&](const std::string& name, const Performance& p) {
    table.add_row({name, four_digits(p.gops), fmt::format("{:.1f}", 100 * p.utilization),
                   four_digits(p.roofline_gops), fmt::format("{:.1f}", 100 * p.gops / p.roofline_gops),
                   p.memory_bound ? "memory" : "compute", four_digits(p.ops_per_byte),
                   four_digits(p.dram_bytes / 1024), four_digits(p.tops_per_w), four_digits(p.power_mw)});
  };
  for (const LayerCost& layer : cost.layers) add(layer.name, performance_of(layer, space, accelerator));
  table.add_rule();
  add("all", performance_of(cost, space, accelerator));
  return table.text(output_columns());
}

std::string machine_line(const HardwareSpace& space, const Accelerator& accelerator) {
  const MachineLimits limits = machine_limits(space, accelerator);
  return fmt::format(
      "peak {} GOPS (1 MAC = 2 operations), DRAM {} GB/s; compute-bound from {} ops per DRAM byte on",
      four_digits(limits.peak_gops), four_digits(limits.dram_gb_per_s),
      four_digits(limits.ridge_ops_per_byte()));
}

std::string mapping_table(const NetworkCost& cost) {
  TextTable table({"<layer", "<mapping, outermost loop first"});
  for (const LayerCost& layer : cost.layers) table.add_row({layer.name, layer.mapping.to_string()});
  return table.text(output_columns());
}

double batch_latency_ms(const Metrics& metrics, const Network& network) {
  return metrics.latency_ms * static_cast<double>(network.batch);
}

std::string metrics_line(const Metrics& metrics, const Network& network) {
  std::string text;
  if (network.batch > 1) {
    text = fmt::format("a batch of {} takes {} ms; of each image:\n", network.batch,
                       four_digits(batch_latency_ms(metrics, network)));
  }
  return text + fmt::format("latency {} ms   energy {} mJ   area {} mm2   EDAP {} (mJ ms mm2)",
                            four_digits(metrics.latency_ms), four_digits(metrics.energy_mj),
                            four_digits(metrics.area_mm2), four_digits(metrics.edap()));
}

std::string left_out_text(const Network& network) {
  const LeftOut left_out = network.left_out();
  if (!left_out.matters()) return "";
  constexpr std::size_t kColumns = 118;
  std::string text = "without ";
  if (left_out.unknown.size() < left_out.types.size()) {
    text += fmt::format("{}{} of the network's operations", left_out.unknown.empty() ? "" : "at least ",
                        share_text(left_out.share));
  } else {
    text += "a part of the network's operations that cannot be told";
  }
  text += fmt::format(": not modelled are {}", fmt::join(left_out.types, ", "));
  if (!left_out.unknown.empty() && left_out.unknown.size() < left_out.types.size())
    text += fmt::format(" (of {} it cannot be told)", fmt::join(left_out.unknown, ", "));
  return wrapped(text, kColumns, 2) + "\n";
}

}  // namespace dance::cli
