#include "dance/report/cost_json.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "dance/engine/mapping/mapping_text.h"

namespace dance {

namespace {

const NumberRange kNonNegative{.min = 0};
const NumberRange kPositive{.min = 0, .open_min = true};

std::string loops_text(const Bounds& factors, const std::array<Dim, kDims>& order) {
  std::string text;
  for (const Dim d : order) {
    if (factors[d] == 1) continue;
    text += fmt::format("{}{}{}", text.empty() ? "" : " ", letter_of(d), factors[d]);
  }
  return text;
}

void read_loops(ConfigMap& map, const std::string& key, Bounds& factors, std::array<Dim, kDims>* order) {
  std::vector<Fault> faults;
  parse_loops(map.text(key), factors, order, faults);
  for (const Fault& fault : faults) map.fault(key, fault.problem, fault.expected, fault.found);
}

void require_finite(const Json& json, const std::string& path) {
  if (json.is_number_float() && !std::isfinite(json.get<double>())) {
    throw Error::run_failure(fmt::format("{} is not a finite number", path.empty() ? "/" : path));
  }
  if (json.is_structured()) {
    for (const auto& [key, value] : json.items()) require_finite(value, path + "/" + key);
  }
}

Json counts_json(const MappingCounts& counts) {
  Json json = {{"compute_cycles", counts.compute_cycles}, {"rf_reads", counts.rf_reads},
               {"rf_writes", counts.rf_writes},           {"glb_reads", counts.glb_reads},
               {"glb_writes", counts.glb_writes},         {"dram_reads", counts.dram_reads},
               {"dram_writes", counts.dram_writes},       {"network_words", counts.network_words}};
  if (counts.pass_cycles > 0) json["pass_cycles"] = counts.pass_cycles;
  return json;
}

Json energy_json(const EnergyBreakdown& energy) {
  return {{"mac", energy.mac_pj},   {"rf", energy.rf_pj},           {"glb", energy.glb_pj},
          {"dram", energy.dram_pj}, {"network", energy.network_pj}, {"leakage", energy.leakage_pj}};
}

MappingCounts read_counts(ConfigMap map) {
  MappingCounts counts;
  counts.compute_cycles = map.number("compute_cycles", kNonNegative);
  counts.rf_reads = map.number("rf_reads", kNonNegative);
  counts.rf_writes = map.number("rf_writes", kNonNegative);
  counts.glb_reads = map.number("glb_reads", kNonNegative);
  counts.glb_writes = map.number("glb_writes", kNonNegative);
  counts.dram_reads = map.number("dram_reads", kNonNegative);
  counts.dram_writes = map.number("dram_writes", kNonNegative);
  counts.network_words = map.number("network_words", kNonNegative);
  counts.pass_cycles = map.number("pass_cycles", kNonNegative, 0);
  map.finish();
  return counts;
}

EnergyBreakdown read_energy(ConfigMap map) {
  EnergyBreakdown energy;
  energy.mac_pj = map.number("mac", kNonNegative);
  energy.rf_pj = map.number("rf", kNonNegative);
  energy.glb_pj = map.number("glb", kNonNegative);
  energy.dram_pj = map.number("dram", kNonNegative);
  energy.network_pj = map.number("network", kNonNegative);
  energy.leakage_pj = map.number("leakage", kNonNegative);
  map.finish();
  return energy;
}

Bottleneck read_bottleneck(ConfigMap& map) {
  std::vector<std::string> names;
  for (const Bottleneck bottleneck : kAllBottlenecks) names.push_back(to_string(bottleneck));
  const std::string name = map.choice("bottleneck", names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return kAllBottlenecks[i];
  }
  return Bottleneck::Compute;
}

}  // namespace

Json to_json(const Limits& limits) {
  Json json = Json::object();
  if (limits.max_latency_ms) json["max_latency_ms"] = *limits.max_latency_ms;
  if (limits.max_energy_mj) json["max_energy_mj"] = *limits.max_energy_mj;
  if (limits.max_area_mm2) json["max_area_mm2"] = *limits.max_area_mm2;
  return json;
}

Json to_json(const Metrics& metrics) {
  return {{"latency_ms", metrics.latency_ms},
          {"energy_mj", metrics.energy_mj},
          {"area_mm2", metrics.area_mm2},
          {"edap", metrics.edap()}};
}

Json to_json(const CostFunction& cost) {
  Json json = {{"kind", cost.kind().name()}};
  for (const CostOption& option : cost.kind().options()) json[option.name] = value_of(option, cost.options());
  json["reference"] = to_json(cost.reference);
  return json;
}

Json to_json(const Performance& performance) {
  return {{"frames_per_s", performance.frames_per_s},
          {"gops", performance.gops},
          {"utilization", performance.utilization},
          {"tops_per_w", performance.tops_per_w},
          {"power_mw", performance.power_mw},
          {"dram_bytes", performance.dram_bytes},
          {"ops_per_byte", performance.ops_per_byte},
          {"roofline_gops", performance.roofline_gops},
          {"bound", performance.memory_bound ? "memory" : "compute"}};
}

Json to_json(const Mapping& mapping) {
  return {{"dram", loops_text(mapping.dram, mapping.dram_order)},
          {"buffer", loops_text(mapping.buffer, mapping.buffer_order)},
          {"spatial_x", loops_text(mapping.spatial_x, kAllDims)},
          {"spatial_y", loops_text(mapping.spatial_y, kAllDims)},
          {"register_file", loops_text(mapping.register_file, kAllDims)},
          {"weights_bypass_buffer", mapping.weights_bypass_buffer}};
}

Json to_json(const LayerCost& cost) {
  return {{"name", cost.name},
          {"macs", cost.macs},
          {"latency_ms", cost.latency_ms},
          {"latency_cycles", cost.latency_cycles},
          {"energy_mj", cost.energy_mj},
          {"energy_pj", energy_json(cost.energy)},
          {"bottleneck", to_string(cost.bottleneck)},
          {"utilization", cost.utilization},
          {"mapping", to_json(cost.mapping)},
          {"accesses", counts_json(cost.counts)}};
}

Json to_json(const Accelerator& accelerator, const AcceleratorChoices& choices) {
  return {
      {"pe_x", accelerator.pe_x},           {"pe_y", accelerator.pe_y},
      {"rf_words", accelerator.rf_words},   {"dataflow", choices.dataflow},
      {"glb_bytes", accelerator.glb_bytes}, {"glb_width_bits", accelerator.glb_width_bits},
      {"glb_banks", choices.glb_banks},     {"dram_megatransfers_per_s", choices.dram_megatransfers_per_s},
      {"word_bits", choices.word_bits}};
}

Metrics read_metrics(ConfigMap map) {
  Metrics metrics;
  metrics.latency_ms = map.number("latency_ms", kPositive);
  metrics.energy_mj = map.number("energy_mj", kPositive);
  metrics.area_mm2 = map.number("area_mm2", kPositive);
  map.number("edap", kPositive);
  map.finish();
  return metrics;
}

Limits read_limits(ConfigMap& map, const NumberRange& range) {
  Limits limits;
  const auto read = [&](const char* key, std::optional<double>& limit) {
    if (const auto value = map.optional(key)) limit = value->number(range);
  };
  read("max_latency_ms", limits.max_latency_ms);
  read("max_energy_mj", limits.max_energy_mj);
  read("max_area_mm2", limits.max_area_mm2);
  return limits;
}

CostFunction read_cost_function(ConfigMap map) {
  const CostKind& kind = cost_kind(map.choice("kind", cost_kind_names()));
  CostOptions options;
  for (const CostOption& option : kind.options())
    options[option.name] = map.number(option.name, kNonNegative);
  const Metrics reference = read_metrics(map.map("reference"));
  map.finish();
  return CostFunction(kind, std::move(options), reference);
}

Mapping read_mapping(ConfigMap map) {
  Mapping mapping;
  read_loops(map, "dram", mapping.dram, &mapping.dram_order);
  read_loops(map, "buffer", mapping.buffer, &mapping.buffer_order);
  read_loops(map, "spatial_x", mapping.spatial_x, nullptr);
  read_loops(map, "spatial_y", mapping.spatial_y, nullptr);
  read_loops(map, "register_file", mapping.register_file, nullptr);
  mapping.weights_bypass_buffer = map.boolean("weights_bypass_buffer");
  map.finish();
  return mapping;
}

LayerCost read_layer_cost(ConfigMap map) {
  LayerCost cost;
  cost.name = map.text("name");
  cost.macs = map.integer("macs", {.min = 0});
  cost.latency_ms = map.number("latency_ms", kNonNegative);
  cost.latency_cycles = map.number("latency_cycles", kNonNegative);
  cost.energy_mj = map.number("energy_mj", kNonNegative);
  cost.energy = read_energy(map.map("energy_pj"));
  cost.bottleneck = read_bottleneck(map);
  cost.utilization = map.number("utilization", kNonNegative);
  cost.mapping = read_mapping(map.map("mapping"));
  cost.counts = read_counts(map.map("accesses"));
  map.finish();
  return cost;
}

Accelerator read_accelerator(ConfigMap map, AcceleratorChoices& choices) {
  Accelerator accelerator;
  accelerator.pe_x = map.integer("pe_x", {.min = 1});
  accelerator.pe_y = map.integer("pe_y", {.min = 1});
  accelerator.rf_words = map.integer("rf_words", {.min = 1});
  choices.dataflow = map.text("dataflow");
  accelerator.glb_bytes = map.integer("glb_bytes", {.min = 1});
  accelerator.glb_width_bits = map.integer("glb_width_bits", {.min = 1});
  if (map.has("glb_banks")) choices.glb_banks = map.integer("glb_banks", {.min = 1});
  if (map.has("dram_megatransfers_per_s"))
    choices.dram_megatransfers_per_s = map.number("dram_megatransfers_per_s", kPositive);
  choices.word_bits = map.text("word_bits", "");
  map.finish();
  return accelerator;
}

std::string json_text(const Json& json) {
  require_finite(json, "");
  return json.dump(2) + "\n";
}

}  // namespace dance
