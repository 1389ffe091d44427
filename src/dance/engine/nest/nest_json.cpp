#include "dance/engine/nest/nest_json.h"

#include <cstdint>

namespace dance {

using Json = nlohmann::ordered_json;

namespace {

Json tensor_json(const TensorCounts& counts) {
  return {{"tile_words", counts.tile_words},
          {"instances", counts.instances},
          {"reads", counts.reads},
          {"fills", counts.fills},
          {"updates", counts.updates}};
}

}  // namespace

Json levels_json(const NestCounts& counts, const NestCost& cost, const std::vector<std::string>& levels,
                 const std::array<std::string, kTensors>& tensors, bool with_energy) {
  Json all = Json::object();
  for (std::size_t l = levels.size(); l-- > 0;) {
    Json level;
    for (std::size_t t = 0; t < kTensors; ++t) {
      if (!counts.levels[l][t].kept) continue;
      if (level.empty()) level["cycles"] = static_cast<std::int64_t>(cost.levels[l].cycles);
      level[tensors[t]] = tensor_json(counts.levels[l][t]);
      if (with_energy) level[tensors[t]]["energy_pj"] = cost.levels[l].energy_pj[t];
    }
    if (level.empty()) continue;
    if (with_energy && cost.levels[l].network_pj > 0) level["network_pj"] = cost.levels[l].network_pj;
    all[levels[l]] = level;
  }
  return all;
}

Json array_json(const PassCounts& counts, const ArrayCycles& cycles) {
  const auto whole = [](double amount) { return static_cast<std::int64_t>(amount); };
  return {{"passes", counts.passes},
          {"steps_per_pass", counts.runs * counts.run_steps},
          {"load_words_per_pass", counts.load_words},
          {"step_cycles", whole(cycles.steps)},
          {"fill_drain_cycles", whole(cycles.fill_drain)},
          {"load_cycles", whole(cycles.load)},
          {"short_instruction_cycles", whole(cycles.short_instructions)}};
}

}  // namespace dance
