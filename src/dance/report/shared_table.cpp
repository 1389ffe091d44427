#include "dance/report/shared_table.h"

#include <fmt/format.h>

#include "dance/report/accelerator_table.h"

namespace dance {

std::string shared_csv_head(const std::vector<std::string>& networks) {
  std::string text = parameters_csv_head() + ",area_mm2,cost,relative_latency,relative_energy";
  for (const std::string& name : networks) {
    for (const char* column : {"_latency_ms", "_energy_mj", "_relative_cost"})
      text += "," + csv_cell(name + column);
  }
  return text + "\n";
}

std::string shared_csv_line(const SharedAccelerator& shared, const HardwareSpace& space) {
  std::string text = parameters_csv(shared.index, space) +
                     fmt::format(",{:.9g},{:.9g},{:.9g},{:.9g}", shared.area_mm2, shared.cost,
                                 shared.relative_latency, shared.relative_energy);
  for (std::size_t n = 0; n < shared.metrics.size(); ++n) {
    text += fmt::format(",{:.9g},{:.9g},{:.9g}", shared.metrics[n].latency_ms, shared.metrics[n].energy_mj,
                        shared.relative_costs[n]);
  }
  return text + "\n";
}

Json to_json(const SharedAccelerator& shared, const HardwareSpace& space,
             const std::vector<std::string>& networks) {
  Json json = accelerator_json(shared.index, space);
  json["area_mm2"] = shared.area_mm2;
  json["cost"] = shared.cost;
  json["relative_latency"] = shared.relative_latency;
  json["relative_energy"] = shared.relative_energy;
  json["networks"] = Json::array();
  for (std::size_t n = 0; n < networks.size(); ++n) {
    json["networks"].push_back({{"name", networks[n]},
                                {"metrics", to_json(shared.metrics[n])},
                                {"relative_cost", shared.relative_costs[n]}});
  }
  return json;
}

}  // namespace dance
