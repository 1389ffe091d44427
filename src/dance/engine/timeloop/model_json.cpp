#include "dance/engine/timeloop/model_json.h"

#include <fmt/format.h>

#include "dance/engine/nest/nest_json.h"

namespace dance::timeloop {

using Json = nlohmann::ordered_json;

Json to_json(const Misfit& misfit) {
  const char* resource = misfit.kind == Misfit::Kind::Capacity     ? "words"
                         : misfit.kind == Misfit::Kind::InstancesX ? "instances on X"
                                                                   : "instances on Y";
  return {{"level", misfit.level},
          {"resource", resource},
          {"needed", misfit.needed},
          {"available", misfit.available},
          {"lacking", misfit.lacking()}};
}

Json to_json(const ModelResult& result, const ModelInput& input) {
  if (!result.feasible()) {
    Json reasons = Json::array();
    for (const Misfit& misfit : result.misfits) reasons.push_back(to_json(misfit));
    return {{"feasible", false}, {"infeasible", reasons}};
  }
  const Hierarchy& hierarchy = input.architecture.hierarchy;
  const bool with_energy = input.architecture.has_energies;
  std::vector<std::string> names;
  for (const StorageLevel& level : hierarchy.levels) names.push_back(level.name);
  const auto limiting = limiting_level(result.cost);
  Json json = {
      {"feasible", true},
      {"cycles", result.cycles},
      {"limiting_level", limiting ? Json(names[*limiting]) : Json()},
      {"utilization", fmt::format("{:.2f}", result.utilization)},
      {"utilization_ratio", result.utilization},
      {"levels", levels_json(result.counts, result.cost, names, input.problem.shape.tensors, with_energy)},
      {"macs", result.macs}};
  if (hierarchy.array_pass) json["array_pass"] = array_json(result.counts.array, result.cost.array);
  if (with_energy) {
    json["mac_energy_pj"] = result.cost.mac_energy_pj;
    json["storage_and_mac_energy_pj"] = result.cost.energy_pj;
  }
  if (result.area_um2) json["area_mm2"] = *result.area_um2 * 1e-6;
  return json;
}

}  // namespace dance::timeloop
