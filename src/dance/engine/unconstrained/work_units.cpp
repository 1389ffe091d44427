#include "dance/engine/unconstrained/work_units.h"

#include <algorithm>

namespace dance::any_map {

namespace {

void sort_by_bound(std::vector<Unit>& units, MappingPolicy policy) {
  std::stable_sort(units.begin(), units.end(), [&](const Unit& a, const Unit& b) {
    return policy_key(policy, a.cycles, a.energy_pj) < policy_key(policy, b.cycles, b.energy_pj);
  });
}

// Every set of levels that may keep the tensor; the outermost always does.
std::vector<LevelMask> masks_of(const Hierarchy& hierarchy, Tensor tensor) {
  std::vector<LevelMask> masks = {1};
  for (std::size_t level = 1; level < hierarchy.levels.size(); ++level) {
    if (!hierarchy.levels[level].may_keep[index(tensor)]) continue;
    const std::size_t known = masks.size();
    for (std::size_t m = 0; m < known; ++m) masks.push_back(masks[m] | LevelMask{1} << level);
  }
  return masks;
}

}  // namespace

Units::Units(const MergedLayer& layer, const Hierarchy& hierarchy, const SpatialChoices& spatial)
    : hierarchy_(hierarchy), macs_(static_cast<double>(layer.layer().macs())) {
  for (const SpatialChoice& choice : spatial.choices) {
    const SpatialProducts products(layer, choice);
    Chains chains;
    chains.choice = &choice;
    chains.compute_cycles = macs_ / choice.macs;
    chains.fixed_pj = macs_ * hierarchy.mac_pj + chains.compute_cycles * hierarchy.leakage_pj_per_cycle;
    for (Tensor t : kAllTensors) {
      std::vector<ChainTraffic>& of_tensor = chains.chains[index(t)];
      for (LevelMask mask : masks_of(hierarchy, t)) {
        of_tensor.push_back(chain_traffic(layer, hierarchy, products, t, mask));
      }
      std::stable_sort(of_tensor.begin(), of_tensor.end(),
                       [](const ChainTraffic& a, const ChainTraffic& b) { return a.least_pj < b.least_pj; });
    }
    all_.push_back(std::move(chains));
  }
}

Unit Units::unit_of(const Chains& chains, const std::array<std::size_t, kTensors>& picked) const {
  Unit unit;
  unit.spatial = chains.choice;
  unit.cycles = chains.compute_cycles;
  unit.energy_pj = macs_ * hierarchy_.mac_pj;
  std::array<const ChainTraffic*, kTensors> chosen{};
  for (std::size_t t = 0; t < kTensors; ++t) {
    chosen[t] = &chains.chains[t][picked[t]];
    unit.keeps[t] = chosen[t]->keeps;
    unit.energy_pj += chosen[t]->least_pj;
  }
  WordsPerLevel reads{}, writes{};
  for (const ChainTraffic* chain : chosen) {
    for (std::size_t level = 0; level < kMaxLevels; ++level) {
      reads[level] += chain->reads[level];
      writes[level] += chain->writes[level];
    }
  }
  unit.cycles = std::max(unit.cycles, bandwidth_cycles(hierarchy_, reads, writes));
  unit.energy_pj += unit.cycles * hierarchy_.leakage_pj_per_cycle;
  return unit;
}

std::vector<Unit> Units::best_of_each(std::size_t each, MappingPolicy policy) const {
  std::vector<Unit> units;
  for (const Chains& chains : all_) {
    std::vector<Unit> of_choice;
    std::array<std::size_t, kTensors> picked{};
    const auto few = [&](std::size_t t) { return std::min(each, chains.chains[t].size()); };
    for (picked[0] = 0; picked[0] < few(0); ++picked[0]) {
      for (picked[1] = 0; picked[1] < few(1); ++picked[1]) {
        for (picked[2] = 0; picked[2] < few(2); ++picked[2]) {
          of_choice.push_back(unit_of(chains, picked));
        }
      }
    }
    sort_by_bound(of_choice, policy);
    of_choice.resize(std::min(each, of_choice.size()));
    units.insert(units.end(), of_choice.begin(), of_choice.end());
  }
  sort_by_bound(units, policy);
  return units;
}

// Chains are sorted: where the sum with the least of the others cannot improve, no later one can.
void Units::append_open(const Chains& chains, const Incumbent& incumbent, std::vector<Unit>& units) const {
  const auto& [weights, inputs, outputs] = chains.chains;
  const auto hopeless = [&](double w, double i, double o) {
    return !incumbent.may_improve(chains.compute_cycles, chains.fixed_pj + w + i + o, 0);
  };
  for (std::size_t w = 0; w < weights.size(); ++w) {
    if (hopeless(weights[w].least_pj, inputs.front().least_pj, outputs.front().least_pj)) return;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (hopeless(weights[w].least_pj, inputs[i].least_pj, outputs.front().least_pj)) break;
      for (std::size_t o = 0; o < outputs.size(); ++o) {
        if (hopeless(weights[w].least_pj, inputs[i].least_pj, outputs[o].least_pj)) break;
        const Unit unit = unit_of(chains, {w, i, o});
        if (incumbent.may_improve(unit.cycles, unit.energy_pj, 0)) units.push_back(unit);
      }
    }
  }
}

std::vector<Unit> Units::open(const Incumbent& incumbent, std::size_t limit, PolicyKey& rest) const {
  std::vector<Unit> units;
  for (const Chains& chains : all_) {
    append_open(chains, incumbent, units);
    if (units.size() < 2 * limit && &chains != &all_.back()) continue;
    sort_by_bound(units, incumbent.policy());
    if (units.size() <= limit) continue;
    const PolicyKey first_left = policy_key(incumbent.policy(), units[limit].cycles, units[limit].energy_pj);
    if (first_left < rest) rest = first_left;
    units.resize(limit);
  }
  sort_by_bound(units, incumbent.policy());
  return units;
}

}  // namespace dance::any_map
