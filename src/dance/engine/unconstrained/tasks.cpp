#include "dance/engine/unconstrained/tasks.h"

#include <algorithm>
#include <optional>

namespace dance::unconstrained {

namespace {

void sort_by_bound(std::vector<Task>& tasks, MappingPolicy policy) {
  std::stable_sort(tasks.begin(), tasks.end(), [&](const Task& a, const Task& b) {
    return policy_key(policy, a.cycles, a.energy_pj) < policy_key(policy, b.cycles, b.energy_pj);
  });
}

// Every set of levels that may keep the tensor under the constraints; the
// outermost always does. None where a level has to keep the tensor and cannot.
std::vector<LevelMask> masks_of(const MappingConstraints& constraints, const Hierarchy& hierarchy,
                                Tensor tensor) {
  const auto demanded = [&](std::size_t level) { return constraints.level(level).keeps[index(tensor)]; };
  if (demanded(0) == false) return {};
  std::vector<LevelMask> masks = {1};
  for (std::size_t level = 1; level < hierarchy.levels.size(); ++level) {
    const std::optional<bool> keeps = demanded(level);
    const bool can = hierarchy.levels[level].may_keep[index(tensor)];
    if (keeps == true && !can) return {};
    if (keeps == false || !can) continue;
    const std::size_t known = masks.size();
    for (std::size_t m = 0; m < known; ++m) {
      const LevelMask with = masks[m] | LevelMask{1} << level;
      if (keeps == true) {
        masks[m] = with;
      } else {
        masks.push_back(with);
      }
    }
  }
  return masks;
}

}  // namespace

TaskTraffic::TaskTraffic(const MergedLayer& layer, const Hierarchy& hierarchy, const Task& task)
    : spatial(layer, *task.spatial) {
  fixed_pj = static_cast<double>(layer.layer().macs()) * hierarchy.mac_pj +
             hierarchy.leakage_pj_per_cycle * task.cycles;
  for (Tensor t : kAllTensors) {
    ChainTraffic& chain = chains[index(t)];
    chain = chain_traffic(layer, hierarchy, spatial, t, task.keeps[index(t)]);
    fixed_pj += chain.fixed_pj;
    places_vary = places_vary || chain.places_vary;
    for (std::size_t level = 0; level + 1 < hierarchy.levels.size(); ++level) {
      for (std::size_t outside = level + 1; outside < hierarchy.levels.size(); ++outside) {
        compulsory_pj[outside] += chain.compulsory_pj[level];
      }
    }
  }
  exact = !places_vary;
  for (const StorageLevel& level : hierarchy.levels) {
    const LevelUnits& units = level.units;
    bandwidths = bandwidths || units.read_words_per_cycle > 0 || units.write_words_per_cycle > 0 ||
                 units.total_words_per_cycle > 0;
    exact = exact && units.block_words == 1;
  }
  exact = exact && !bandwidths;
}

Tasks::Tasks(const MergedLayer& layer, const Hierarchy& hierarchy, const SpatialChoices& spatial)
    : hierarchy_(hierarchy), macs_(static_cast<double>(layer.layer().macs())) {
  std::array<std::vector<LevelMask>, kTensors> masks;
  for (Tensor t : kAllTensors) {
    masks[index(t)] = masks_of(layer.constraints(), hierarchy, t);
    if (masks[index(t)].empty()) return;
  }
  for (const SpatialChoice& choice : spatial.choices) {
    const SpatialProducts products(layer, choice);
    Chains chains;
    chains.choice = &choice;
    chains.compute_cycles = macs_ / choice.macs;
    chains.fixed_pj = macs_ * hierarchy.mac_pj + chains.compute_cycles * hierarchy.leakage_pj_per_cycle;
    for (Tensor t : kAllTensors) {
      std::vector<ChainTraffic>& of_tensor = chains.chains[index(t)];
      for (LevelMask mask : masks[index(t)]) {
        of_tensor.push_back(chain_traffic(layer, hierarchy, products, t, mask));
      }
      std::stable_sort(of_tensor.begin(), of_tensor.end(),
                       [](const ChainTraffic& a, const ChainTraffic& b) { return a.least_pj < b.least_pj; });
    }
    all_.push_back(std::move(chains));
  }
}

Task Tasks::task_of(const Chains& chains, const std::array<std::size_t, kTensors>& picked) const {
  Task task;
  task.spatial = chains.choice;
  task.cycles = chains.compute_cycles;
  task.energy_pj = macs_ * hierarchy_.mac_pj;
  std::array<const ChainTraffic*, kTensors> chosen{};
  for (std::size_t t = 0; t < kTensors; ++t) {
    chosen[t] = &chains.chains[t][picked[t]];
    task.keeps[t] = chosen[t]->keeps;
    task.energy_pj += chosen[t]->least_pj;
  }
  WordsPerLevel reads{}, writes{};
  for (const ChainTraffic* chain : chosen) {
    for (std::size_t level = 0; level < kMaxLevels; ++level) {
      reads[level] += chain->reads[level];
      writes[level] += chain->writes[level];
    }
  }
  task.cycles = std::max(task.cycles, bandwidth_cycles(hierarchy_, reads, writes));
  task.energy_pj += task.cycles * hierarchy_.leakage_pj_per_cycle;
  return task;
}

std::vector<Task> Tasks::best_of_each(std::size_t each, MappingPolicy policy) const {
  std::vector<Task> tasks;
  for (const Chains& chains : all_) {
    std::vector<Task> of_choice;
    std::array<std::size_t, kTensors> picked{};
    const auto few = [&](std::size_t t) { return std::min(each, chains.chains[t].size()); };
    for (picked[0] = 0; picked[0] < few(0); ++picked[0]) {
      for (picked[1] = 0; picked[1] < few(1); ++picked[1]) {
        for (picked[2] = 0; picked[2] < few(2); ++picked[2]) {
          of_choice.push_back(task_of(chains, picked));
        }
      }
    }
    sort_by_bound(of_choice, policy);
    of_choice.resize(std::min(each, of_choice.size()));
    tasks.insert(tasks.end(), of_choice.begin(), of_choice.end());
  }
  sort_by_bound(tasks, policy);
  return tasks;
}

// Chains are sorted: where the sum with the least of the others cannot improve, no later one can.
void Tasks::append_open(const Chains& chains, const Incumbent& incumbent, std::vector<Task>& tasks) const {
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
        const Task task = task_of(chains, {w, i, o});
        if (incumbent.may_improve(task.cycles, task.energy_pj, 0)) tasks.push_back(task);
      }
    }
  }
}

std::vector<Task> Tasks::open(const Incumbent& incumbent, std::size_t limit, PolicyKey& rest) const {
  std::vector<Task> tasks;
  for (const Chains& chains : all_) {
    append_open(chains, incumbent, tasks);
    if (tasks.size() < 2 * limit && &chains != &all_.back()) continue;
    sort_by_bound(tasks, incumbent.policy());
    if (tasks.size() <= limit) continue;
    const PolicyKey first_left = policy_key(incumbent.policy(), tasks[limit].cycles, tasks[limit].energy_pj);
    if (first_left < rest) rest = first_left;
    tasks.resize(limit);
  }
  sort_by_bound(tasks, incumbent.policy());
  return tasks;
}

}  // namespace dance::unconstrained
