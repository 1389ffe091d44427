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

// Every set of levels that may keep the tensor under the constraints; the outermost always does. None where a
// level has to keep the tensor and cannot.
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

// What a spatial choice alone makes each level hold of the tensors that it keeps, without temporal loops.
class LeastTiles {
 public:
  LeastTiles(const MergedLayer& layer, const Hierarchy& hierarchy, const SpatialChoice& choice)
      : hierarchy_(hierarchy) {
    Factors inside = kUnitFactors;
    for (std::size_t level = hierarchy.levels.size(); level-- > 0;) {
      for (std::size_t d = 0; d < layer.size(); ++d) inside[d] *= choice.fanouts[level].merged[d];
      for (Tensor t : kAllTensors) {
        words_[level][index(t)] = hierarchy.levels[level].units.word[index(t)] * layer.tile_words(t, inside);
      }
    }
  }

  bool fit(const std::array<LevelMask, kTensors>& keeps) const {
    for (std::size_t level = 0; level < hierarchy_.levels.size(); ++level) {
      const std::int64_t capacity = hierarchy_.levels[level].capacity_words;
      double words = 0;
      for (std::size_t t = 0; t < kTensors; ++t) words += keeps_at(keeps[t], level) ? words_[level][t] : 0;
      if (capacity > 0 && words > static_cast<double>(capacity)) return false;
    }
    return true;
  }

 private:
  const Hierarchy& hierarchy_;
  std::array<std::array<double, kTensors>, kMaxLevels> words_{};
};

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
  exact = exact && !bandwidths && !hierarchy.array_pass;
}

Tasks::Tasks(const MergedLayer& layer, const Hierarchy& hierarchy, const SpatialChoices& spatial,
             const Incumbent* incumbent, const TaskLimits& limits)
    : layer_(layer), hierarchy_(hierarchy), macs_(static_cast<double>(layer.layer().macs())) {
  std::array<std::vector<LevelMask>, kTensors> masks;
  for (Tensor t : kAllTensors) {
    masks[index(t)] = masks_of(layer.constraints(), hierarchy, t);
    if (masks[index(t)].empty()) return;
  }
  std::size_t bytes = 0;
  for (const SpatialChoice& choice : spatial.choices) {
    if (bytes > limits.bytes || (limits.stop && limits.stop())) {
      complete_ = false;
      return;
    }
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
    if (incumbent != nullptr) drop_hopeless(chains, *incumbent);
    if (chains.chains[0].empty()) continue;
    bytes += sizeof(Chains);
    for (const std::vector<ChainTraffic>& of_tensor : chains.chains)
      bytes += of_tensor.size() * sizeof(ChainTraffic);
    all_.push_back(std::move(chains));
  }
}

double Tasks::Chains::least_pj() const {
  double pj = fixed_pj;
  for (const std::vector<ChainTraffic>& of_tensor : chains) pj += of_tensor.front().least_pj;
  return pj;
}

// Bypasses that cannot improve on the best mapping, whichever the other tensors take; none are left of a
// spatial choice that cannot.
void Tasks::drop_hopeless(Chains& chains, const Incumbent& incumbent) const {
  const double least_pj = chains.least_pj();
  for (std::vector<ChainTraffic>& of_tensor : chains.chains) {
    const double others_pj = least_pj - of_tensor.front().least_pj;
    const auto hopeless = [&](const ChainTraffic& chain) {
      return !incumbent.may_improve(chains.compute_cycles, others_pj + chain.least_pj, 0);
    };
    of_tensor.erase(std::find_if(of_tensor.begin(), of_tensor.end(), hopeless), of_tensor.end());
    of_tensor.shrink_to_fit();
    if (of_tensor.empty()) {
      for (std::vector<ChainTraffic>& any : chains.chains) any.clear();
      return;
    }
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

// The tasks that combine the `each` cheapest bypasses of each tensor and whose tiles may fit.
std::vector<Task> Tasks::cheapest_of(const Chains& chains, std::size_t each) const {
  const LeastTiles tiles(layer_, hierarchy_, *chains.choice);
  std::vector<Task> tasks;
  std::array<std::size_t, kTensors> picked{};
  const auto few = [&](std::size_t t) { return std::min(each, chains.chains[t].size()); };
  for (picked[0] = 0; picked[0] < few(0); ++picked[0]) {
    for (picked[1] = 0; picked[1] < few(1); ++picked[1]) {
      for (picked[2] = 0; picked[2] < few(2); ++picked[2]) {
        const Task task = task_of(chains, picked);
        if (tiles.fit(task.keeps)) tasks.push_back(task);
      }
    }
  }
  return tasks;
}

std::vector<Task> Tasks::best_of_each(std::size_t each, MappingPolicy policy,
                                      const std::function<bool()>& stop) const {
  constexpr std::size_t kMostOfEach = 16;  // looked at where fewer do not fit
  std::vector<Task> tasks;
  for (const Chains& chains : all_) {
    if (stop && stop()) break;
    std::vector<Task> of_choice = cheapest_of(chains, each);
    for (std::size_t more = 2 * each; of_choice.empty() && more <= kMostOfEach; more *= 2)
      of_choice = cheapest_of(chains, more);
    sort_by_bound(of_choice, policy);
    of_choice.resize(std::min(each, of_choice.size()));
    tasks.insert(tasks.end(), of_choice.begin(), of_choice.end());
  }
  sort_by_bound(tasks, policy);
  return tasks;
}

// Chains are sorted: where the sum with the least of the others cannot improve, no later one can. False where
// `stop` left some out.
bool Tasks::append_open(const Chains& chains, const Incumbent& incumbent, const std::function<bool()>& stop,
                        std::vector<Task>& tasks) const {
  const auto& [weights, inputs, outputs] = chains.chains;
  const LeastTiles tiles(layer_, hierarchy_, *chains.choice);
  const auto hopeless = [&](double w, double i, double o) {
    return !incumbent.may_improve(chains.compute_cycles, chains.fixed_pj + w + i + o, 0);
  };
  for (std::size_t w = 0; w < weights.size(); ++w) {
    if (hopeless(weights[w].least_pj, inputs.front().least_pj, outputs.front().least_pj)) return true;
    if (stop && stop()) return false;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (hopeless(weights[w].least_pj, inputs[i].least_pj, outputs.front().least_pj)) break;
      for (std::size_t o = 0; o < outputs.size(); ++o) {
        if (hopeless(weights[w].least_pj, inputs[i].least_pj, outputs[o].least_pj)) break;
        const Task task = task_of(chains, {w, i, o});
        if (incumbent.may_improve(task.cycles, task.energy_pj, 0) && tiles.fit(task.keeps))
          tasks.push_back(task);
      }
    }
  }
  return true;
}

std::vector<Task> Tasks::open(const Incumbent& incumbent, std::size_t limit, PolicyKey& rest,
                              const std::function<bool()>& stop) const {
  std::vector<Task> tasks;
  for (const Chains& chains : all_) {
    if (!append_open(chains, incumbent, stop, tasks)) {
      const PolicyKey left = policy_key(incumbent.policy(), chains.compute_cycles, chains.least_pj());
      if (left < rest) rest = left;
    }
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
