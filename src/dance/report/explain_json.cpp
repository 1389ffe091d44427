#include "dance/report/explain_json.h"

#include <algorithm>

namespace dance {

namespace {

Json energy_json(const std::vector<EnergyItem>& items, double total_pj) {
  Json list = Json::array();
  for (const EnergyItem& item : items) {
    list.push_back({{"component", item.component},
                    {"action", item.action},
                    {"tensor", item.tensor ? Json(kTensorNames[index(*item.tensor)]) : Json()},
                    {"count", item.count},
                    {"count_unit", item.count_unit},
                    {"unit_pj", item.unit_pj},
                    {"energy_pj", item.energy_pj},
                    {"source", item.source}});
  }
  return {{"total_pj", total_pj}, {"items", list}};
}

Json cycles_json(const LayerExplanation& layer, std::int64_t word_bits) {
  Json list = Json::array();
  for (const CycleItem& item : layer.cycles) {
    list.push_back({{"resource", to_string(item.resource)},
                    {"amount", item.amount},
                    {"amount_unit", item.resource == Bottleneck::Compute ? "cycles" : "words"},
                    {"per_cycle", item.per_cycle},
                    {"cycles", item.cycles}});
  }
  Json json = {{"latency_cycles", layer.latency_cycles},
               {"word_bits", word_bits},
               {"limit", to_string(layer.limit)},
               {"limit_ratio", layer.limit_ratio},
               {"resources", list}};
  if (layer.exposed_transfer_cycles > 0) json["exposed_transfer_cycles"] = layer.exposed_transfer_cycles;
  if (layer.passes) {
    json["array_pass"] = {{"passes", layer.passes->passes},
                          {"step_cycles", layer.passes->steps},
                          {"fill_drain_cycles", layer.passes->fill_drain_cycles},
                          {"load_cycles", layer.passes->load_cycles}};
  }
  return json;
}

Json area_json(const std::vector<AreaItem>& items) {
  Json list = Json::array();
  double total_um2 = 0;
  for (const AreaItem& item : items) {
    list.push_back({{"component", item.component},
                    {"count", item.count},
                    {"unit_um2", item.unit_um2},
                    {"area_um2", item.area_um2},
                    {"source", item.source}});
    total_um2 += item.area_um2;
  }
  return {{"total_um2", total_um2}, {"items", list}};
}

}  // namespace

Json to_json(const Explanation& explanation, const NetworkCost& cost, const std::vector<std::string>& names) {
  Json layers = Json::array();
  double total_pj = 0;
  for (std::size_t i = 0; i < cost.layers.size(); ++i) {
    const LayerCost& layer = cost.layers[i];
    total_pj += layer.energy.total_pj();
    if (!names.empty() && std::find(names.begin(), names.end(), layer.name) == names.end()) continue;
    layers.push_back({{"name", layer.name},
                      {"mapping", layer.mapping.to_string()},
                      {"energy", energy_json(explanation.layers[i].energy, layer.energy.total_pj())},
                      {"cycles", cycles_json(explanation.layers[i], explanation.word_bits)}});
  }
  return {{"sources", explanation.sources},
          {"energy", energy_json(explanation.energy, total_pj)},
          {"area", area_json(explanation.area)},
          {"layers", layers}};
}

}  // namespace dance
