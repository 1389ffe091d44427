// What each level of an executed nest holds and moves as JSON: one form for every command.
#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dance/engine/nest/nest_cost.h"

namespace dance {

// {LEVEL: {"cycles", TENSOR: {"tile_words", "instances", "reads", "fills", "updates", "energy_pj"}, ...},
// ...}, from the innermost level outwards; levels and tensors that keep nothing are absent. Reads, fills and
// updates are words of one instance, energies in pJ of all. A network below a level adds "network_pj" where
// it takes energy. Without `with_energy` no energy is known, and none is written. `levels` are the levels'
// names, outermost first, and `tensors` the names of weights, inputs and outputs.
nlohmann::ordered_json levels_json(const NestCounts& counts, const NestCost& cost,
                                   const std::vector<std::string>& levels,
                                   const std::array<std::string, kTensors>& tensors, bool with_energy = true);

// What the passes of an array take, where the nest's are counted: {"passes", "steps_per_pass",
// "load_words_per_pass", and in cycles of all passes "step_cycles", "fill_drain_cycles", "load_cycles",
// "short_instruction_cycles"}.
nlohmann::ordered_json array_json(const PassCounts& counts, const ArrayCycles& cycles);

}  // namespace dance
