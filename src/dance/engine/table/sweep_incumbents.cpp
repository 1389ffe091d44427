#include "dance/engine/table/sweep_incumbents.h"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "dance/engine/mapping/dram_allowance.h"
#include "dance/engine/mapping/mapping_cost.h"

namespace dance {

namespace {

// How often a bound may pass that fresh incumbents would perhaps refuse: refreshing takes longer than a few
// checks.
constexpr int kPassesBeforeRefresh = 100;

template <MappingPolicy policy>
using Policy = std::integral_constant<MappingPolicy, policy>;

// Calls `visit` with the policy as a constant, so that inner loops need not ask for it.
template <typename Visit>
auto with(MappingPolicy policy, const Visit& visit) {
  switch (policy) {
    case MappingPolicy::Latency:
      return visit(Policy<MappingPolicy::Latency>());
    case MappingPolicy::Energy:
      return visit(Policy<MappingPolicy::Energy>());
    default:
      return visit(Policy<MappingPolicy::Edp>());
  }
}

}  // namespace

// A mapping on the arrays of one block.
template <MappingPolicy policy>
struct SweepIncumbents::OnArrays {
  double cycles, other_pj;  // but for the network and the leakage
  double network_words, slack;
  const std::vector<double>&network_pj, &leakage_per_cycle_pj;

  // Without leakage.
  double energy_pj(std::size_t i) const { return other_pj + network_words * network_pj[i]; }
  PolicyKey key(std::size_t i) const {
    PolicyKey key = policy_key(policy, cycles, energy_pj(i) + cycles * leakage_per_cycle_pj[i]);
    key.first *= slack;
    return key;
  }
};

SweepIncumbents::SweepIncumbents(const SweepGrid& grid, double macs, double residual_words,
                                 double least_dram_words)
    : grid_(grid),
      macs_(macs),
      residual_words_(residual_words),
      best_(grid.units.size()),
      worst_(grid.units.size()),
      worst_of_larger_(worst_),
      best_of_larger_(best_),
      outdated_(grid.blocks(), 0),
      passes_while_outdated_(grid.blocks() / grid.register_files, -1) {
  for (std::size_t buffer = 0; buffer < passes_while_outdated_.size(); ++buffer) {
    const double rate = grid.units_of_buffer(buffer).dram_words_per_cycle;
    least_cycles_.push_back((least_dram_words + residual_words) / rate);
  }
}

SweepIncumbents::UnderBuffer SweepIncumbents::under_buffer(const MappingCounts& counts,
                                                           std::size_t buffer) const {
  const UnitCosts& units = grid_.units_of_buffer(buffer);
  const EnergyBreakdown energy = energy_of(counts, residual_words_, macs_, 0, units);
  return {latency_cycles(counts, residual_words_, units), energy.glb_pj + energy.dram_pj + energy.mac_pj};
}

double SweepIncumbents::other_pj(std::size_t block, const UnderBuffer& shared,
                                 const MappingCounts& counts) const {
  const UnitCosts& units = grid_.units_of_block(block);
  return shared.fixed_pj + counts.rf_reads * units.rf_read_pj + counts.rf_writes * units.rf_write_pj;
}

bool SweepIncumbents::may_improve(const MappingSummary& floor, double slack) {
  return with(grid_.policy, [&](auto policy) {
    const std::size_t array = grid_.first_array(floor);
    for (std::size_t buffer = floor.glb_step * grid_.buffers_of_capacity;
         buffer < passes_while_outdated_.size(); ++buffer) {
      const UnderBuffer shared = under_buffer(floor.counts, buffer);
      if (may_improve_one<policy>(buffer, array, shared, floor, slack) &&
          improves_one<policy>(buffer, array, shared, floor, slack))
        return true;
    }
    return false;
  });
}

// All register files that are large enough are looked at together.
template <MappingPolicy policy>
bool SweepIncumbents::may_improve_one(std::size_t buffer, std::size_t array, const UnderBuffer& shared,
                                      const MappingSummary& floor, double slack) {
  const std::size_t first = buffer * grid_.register_files + floor.rf_step;
  const MappingCounts& counts = floor.counts;
  const double energy_pj = shared.fixed_pj + counts.rf_reads * grid_.least_rf_read_pj[first] +
                           counts.rf_writes * grid_.least_rf_write_pj[first];
  const OnArrays<policy> mapping{
      shared.cycles, energy_pj, counts.network_words, slack, grid_.least_network_pj, grid_.least_leakage_pj};
  const std::size_t i = first * grid_.arrays() + array;
  const auto is_beaten = [&] {
    return worst_of_larger_[i].is_beaten_by(mapping.key(i), mapping.energy_pj(i));
  };
  if (!is_beaten()) return false;
  if (passes_while_outdated_[buffer] >= 0 && ++passes_while_outdated_[buffer] > kPassesBeforeRefresh) {
    refresh(buffer);
    if (!is_beaten()) return false;
  }
  return is_better_on_an_array(mapping, first, array, best_of_larger_, worst_of_larger_);
}

// Register files are looked at one by one.
template <MappingPolicy policy>
bool SweepIncumbents::improves_one(std::size_t buffer, std::size_t array, const UnderBuffer& shared,
                                   const MappingSummary& floor, double slack) const {
  for (std::size_t rf = floor.rf_step; rf < grid_.register_files; ++rf) {
    const std::size_t block = buffer * grid_.register_files + rf;
    if (is_better_on_an_array(on_arrays<policy>(block, shared, floor.counts, slack), block, array, best_,
                              worst_))
      return true;
  }
  return false;
}

template <MappingPolicy policy>
SweepIncumbents::OnArrays<policy> SweepIncumbents::on_arrays(std::size_t block, const UnderBuffer& shared,
                                                             const MappingCounts& counts,
                                                             double slack) const {
  return {shared.cycles,    other_pj(block, shared, counts), counts.network_words, slack,
          grid_.network_pj, grid_.leakage_per_cycle_pj};
}

template <MappingPolicy policy>
bool SweepIncumbents::is_better_on_an_array(const OnArrays<policy>& mapping, std::size_t block,
                                            std::size_t array, const std::vector<PolicyKey>& best,
                                            const std::vector<Worst>& worst) const {
  const std::size_t rows = grid_.rows, first = block * grid_.arrays();
  for (std::size_t x = array / rows; x < grid_.columns; ++x) {
    const std::size_t lowest = first + x * rows + array % rows;
    if (!worst[lowest].is_beaten_by(mapping.key(lowest), mapping.energy_pj(lowest))) return false;
    bool better = false;  // on one of the column's; a branch for each would take longer
    for (std::size_t i = lowest; i < first + (x + 1) * rows; ++i) better |= mapping.key(i) < best[i];
    if (better) return true;
  }
  return false;
}

void SweepIncumbents::most_dram_words(const MappingSummary& floor, double slack, std::vector<double>& most) {
  const std::size_t array = grid_.first_array(floor), buffers = grid_.buffers_of_capacity;
  double words = -1;
  for (std::size_t step = grid_.capacities; step-- > floor.glb_step;) {
    for (std::size_t buffer = step * buffers; buffer < (step + 1) * buffers; ++buffer)
      words = std::max(words, most_dram_words_under(buffer, array, floor, slack));
    most[step] = words;
  }
}

double SweepIncumbents::most_dram_words_under(std::size_t buffer, std::size_t array,
                                              const MappingSummary& floor, double slack) const {
  MappingCounts counts = floor.counts;
  counts.dram_reads = counts.dram_writes = 0;
  const UnderBuffer shared = under_buffer(counts, buffer);
  DramRates rates = dram_rates(grid_.units_of_buffer(buffer));
  double words = -1;
  for (std::size_t rf = floor.rf_step; rf < grid_.register_files; ++rf) {
    const std::size_t block = buffer * grid_.register_files + rf, i = block * grid_.arrays() + array;
    rates.leakage_pj_per_cycle = grid_.leakage_per_cycle_pj[i];
    const double energy_pj = other_pj(block, shared, counts) + counts.network_words * grid_.network_pj[i];
    const WithoutDram mapping{shared.cycles, energy_pj, residual_words_};
    const double by_key = dance::most_dram_words(grid_.policy, worst_[i].key.first / slack, mapping, rates);
    const double by_energy = (worst_[i].energy_pj - mapping.energy_pj) / rates.pj_per_word;
    words = std::max(words, std::min(by_key, by_energy));
  }
  return words;
}

void SweepIncumbents::offer(const MappingSummary& mapping) {
  with(grid_.policy, [&](auto policy) {
    const std::size_t array = grid_.first_array(mapping);
    for (std::size_t buffer = mapping.glb_step * grid_.buffers_of_capacity;
         buffer < passes_while_outdated_.size(); ++buffer) {
      const UnderBuffer shared = under_buffer(mapping.counts, buffer);
      if (!may_improve_one<policy>(buffer, array, shared, mapping, 1)) continue;
      for (std::size_t rf = mapping.rf_step; rf < grid_.register_files; ++rf) {
        const std::size_t block = buffer * grid_.register_files + rf;
        if (improve(on_arrays<policy>(block, shared, mapping.counts, 1), block, array)) mark_outdated(block);
      }
    }
  });
}

template <MappingPolicy policy>
bool SweepIncumbents::improve(const OnArrays<policy>& mapping, std::size_t block, std::size_t array) {
  const std::size_t rows = grid_.rows, first = block * grid_.arrays();
  bool improved = false;
  for (std::size_t x = array / rows; x < grid_.columns; ++x) {
    const std::size_t lowest = first + x * rows + array % rows;
    if (!worst_[lowest].is_beaten_by(mapping.key(lowest), mapping.energy_pj(lowest))) break;
    for (std::size_t i = lowest; i < first + (x + 1) * rows; ++i) {
      const PolicyKey key = mapping.key(i);
      if (!(key < best_[i])) continue;
      best_[i] = key;
      improved = true;
    }
  }
  return improved;
}

void SweepIncumbents::take_better(const SweepIncumbents& other) {
  for (std::size_t block = 0; block < outdated_.size(); ++block) {
    for (std::size_t i = block * grid_.arrays(); i < (block + 1) * grid_.arrays(); ++i) {
      if (!(other.best_[i] < best_[i])) continue;
      best_[i] = other.best_[i];
      mark_outdated(block);
    }
  }
}

void SweepIncumbents::mark_outdated(std::size_t block) {
  outdated_[block] = 1;
  int& passes = passes_while_outdated_[block / grid_.register_files];
  passes = std::max(passes, 0);
}

void SweepIncumbents::refresh(std::size_t buffer) {
  passes_while_outdated_[buffer] = -1;
  const std::size_t arrays = grid_.arrays();
  bool changed = false;
  for (std::size_t rf = grid_.register_files; rf-- > 0;) {
    const std::size_t block = buffer * grid_.register_files + rf;
    if (outdated_[block] != 0) {
      refresh_block(block);
      changed = true;
    }
    if (!changed) continue;
    for (std::size_t i = block * arrays; i < (block + 1) * arrays; ++i) {
      worst_of_larger_[i] = worst_[i];
      best_of_larger_[i] = best_[i];
      if (rf + 1 == grid_.register_files) continue;
      worst_of_larger_[i].take(worst_of_larger_[i + arrays]);
      if (best_of_larger_[i] < best_of_larger_[i + arrays]) best_of_larger_[i] = best_of_larger_[i + arrays];
    }
  }
}

void SweepIncumbents::refresh_block(std::size_t block) {
  outdated_[block] = 0;
  const std::size_t rows = grid_.rows, first = block * grid_.arrays();
  for (std::size_t x = grid_.columns; x-- > 0;) {
    for (std::size_t y = rows; y-- > 0;) {
      const std::size_t i = first + x * rows + y;
      worst_[i] = {best_[i], energy_to_beat(i)};
      if (x + 1 < grid_.columns) worst_[i].take(worst_[i + rows]);
      if (y + 1 < rows) worst_[i].take(worst_[i + 1]);
    }
  }
}

double SweepIncumbents::energy_to_beat(std::size_t accelerator) const {
  constexpr double kRounding = 1 + 1e-9, kNone = std::numeric_limits<double>::infinity();
  const PolicyKey& best = best_[accelerator];
  const double cycles = least_cycles_[accelerator / (grid_.arrays() * grid_.register_files)];
  const double leakage_pj = cycles * grid_.leakage_per_cycle_pj[accelerator];
  switch (grid_.policy) {
    case MappingPolicy::Latency:  // only with the least cycles does energy decide
      return best.first > cycles * kRounding ? kNone : best.second * kRounding - leakage_pj;
    case MappingPolicy::Energy:
      return best.first * kRounding - leakage_pj;
    default:
      return best.first / cycles * kRounding - leakage_pj;
  }
}

bool SweepIncumbents::has_found(std::size_t accelerator) const {
  return best_[accelerator].first < std::numeric_limits<double>::infinity();
}

double SweepIncumbents::cycles(std::size_t accelerator) const {
  const PolicyKey& key = best_[accelerator];
  if (!has_found(accelerator)) return 0;
  return grid_.policy == MappingPolicy::Latency ? key.first : key.second;
}

// From the key alone, so that it does not depend on which of equally good mappings came first.
double SweepIncumbents::energy_pj(std::size_t accelerator) const {
  const PolicyKey& key = best_[accelerator];
  if (!has_found(accelerator)) return 0;
  if (grid_.policy == MappingPolicy::Edp) return key.first / key.second;
  return grid_.policy == MappingPolicy::Latency ? key.second : key.first;
}

}  // namespace dance
