#include "dance/engine/timeloop/model_json.h"

#include <fmt/format.h>

namespace dance::timeloop {

using Json = nlohmann::ordered_json;

namespace {

Json level_json(const ModelResult& result, const ModelInput& input, std::size_t l) {
  Json level;
  for (std::size_t t = 0; t < kTensors; ++t) {
    const TensorCounts& counts = result.counts.levels[l][t];
    if (!counts.kept) continue;
    if (level.empty()) level["cycles"] = static_cast<std::int64_t>(result.cost.levels[l].cycles);
    level[input.problem.shape.tensors[t]] = {
        {"tile_words", counts.tile_words}, {"instances", counts.instances},
        {"reads", counts.reads},           {"fills", counts.fills},
        {"updates", counts.updates},       {"energy_pj", result.cost.levels[l].energy_pj[t]}};
  }
  return level;
}

}  // namespace

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
  Json levels = Json::object();
  for (std::size_t l = result.counts.levels.size(); l-- > 0;) {
    const Json level = level_json(result, input, l);
    if (!level.empty()) levels[input.architecture.hierarchy.levels[l].name] = level;
  }
  return {{"cycles", result.cycles},
          {"utilization", fmt::format("{:.2f}", result.utilization)},
          {"levels", levels},
          {"macs", result.macs},
          {"mac_energy_pj", result.cost.mac_energy_pj},
          {"storage_and_mac_energy_pj", result.cost.energy_pj}};
}

}  // namespace dance::timeloop
