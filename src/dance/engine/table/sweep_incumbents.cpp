#include "dance/engine/table/sweep_incumbents.h"

#include <algorithm>

#include "dance/engine/mapping/mapping_cost.h"

namespace dance {

namespace {

// Index of the smallest value that is enough, by the number needed.
std::vector<std::size_t> steps_of(const std::vector<std::int64_t>& values) {
  std::vector<std::size_t> steps(static_cast<std::size_t>(values.back()) + 1);
  for (std::size_t needed = 0; needed < steps.size(); ++needed) {
    steps[needed] = step_that_holds(static_cast<double>(needed), values);
  }
  return steps;
}

}  // namespace

SweepIncumbents::SweepIncumbents(const HardwareSpace& space, const std::vector<UnitCosts>& grid, double macs,
                                 double residual_words)
    : grid_(grid),
      policy_(space.policy),
      macs_(macs),
      residual_words_(residual_words),
      columns_(space.pe_x.size()),
      rows_(space.pe_y.size()),
      register_files_(space.rf_words.size()),
      buffers_(space.glb_width_bits.size() * space.glb_banks.size() * space.dram_megatransfers_per_s.size()),
      capacities_(space.glb_bytes.size()),
      x_step_of_(steps_of(space.pe_x)),
      y_step_of_(steps_of(space.pe_y)),
      cycles_(grid.size()),
      energy_pj_(grid.size()),
      best_(grid.size()),
      worst_(best_),
      outdated_(capacities_ * buffers_ * register_files_, 0) {
  for (const UnitCosts& units : grid) {
    network_pj_.push_back(units.network_pj);
    leakage_per_cycle_pj_.push_back(leakage_pj(1, units));
  }
}

SweepIncumbents::UnderBuffer SweepIncumbents::under_buffer(const MappingCounts& counts,
                                                           std::size_t buffer) const {
  const UnitCosts& units = grid_[buffer * register_files_ * columns_ * rows_];
  const EnergyBreakdown energy = energy_of(counts, residual_words_, macs_, 0, units);
  return {latency_cycles(counts, residual_words_, units), energy.glb_pj + energy.dram_pj + energy.mac_pj};
}

std::size_t SweepIncumbents::first_array(const MappingSummary& mapping) const {
  return x_step_of_[static_cast<std::size_t>(mapping.pe_x)] * rows_ +
         y_step_of_[static_cast<std::size_t>(mapping.pe_y)];
}

// The cost on the smallest array that holds the mapping: elsewhere in the block it is at least as high.
PolicyKey SweepIncumbents::floor_in(std::size_t block, std::size_t array, const UnderBuffer& shared,
                                    const MappingCounts& counts) const {
  const std::size_t arrays = columns_ * rows_;
  const UnitCosts& units = grid_[block * arrays];
  const double energy_pj = shared.fixed_pj + counts.rf_reads * units.rf_read_pj +
                           counts.rf_writes * units.rf_write_pj +
                           counts.network_words * network_pj_[block * arrays + array] +
                           shared.cycles * leakage_per_cycle_pj_[block * arrays + array];
  return policy_key(policy_, shared.cycles, energy_pj);
}

bool SweepIncumbents::may_improve(const MappingSummary& floor, double slack) {
  const std::size_t array = first_array(floor);
  for (std::size_t buffer = floor.glb_step * buffers_; buffer < capacities_ * buffers_; ++buffer) {
    const UnderBuffer shared = under_buffer(floor.counts, buffer);
    for (std::size_t rf = floor.rf_step; rf < register_files_; ++rf) {
      const std::size_t block = buffer * register_files_ + rf;
      PolicyKey key = floor_in(block, array, shared, floor.counts);
      key.first *= slack;
      if (key < worst(block, array)) return true;
    }
  }
  return false;
}

void SweepIncumbents::offer(const MappingSummary& mapping) {
  const std::size_t array = first_array(mapping);
  for (std::size_t buffer = mapping.glb_step * buffers_; buffer < capacities_ * buffers_; ++buffer) {
    const UnderBuffer shared = under_buffer(mapping.counts, buffer);
    for (std::size_t rf = mapping.rf_step; rf < register_files_; ++rf) {
      const std::size_t block = buffer * register_files_ + rf;
      if (!(floor_in(block, array, shared, mapping.counts) < worst(block, array))) continue;
      if (improve_under_policy(block, array / rows_, array % rows_, shared, mapping.counts))
        outdated_[block] = 1;
    }
  }
}

template <MappingPolicy policy>
bool SweepIncumbents::improve(std::size_t block, std::size_t x_step, std::size_t y_step,
                              const UnderBuffer& shared, const MappingCounts& counts) {
  const std::size_t first = block * columns_ * rows_;
  const UnitCosts& units = grid_[first];
  const double fixed_pj =
      shared.fixed_pj + counts.rf_reads * units.rf_read_pj + counts.rf_writes * units.rf_write_pj;
  bool improved = false;
  for (std::size_t x = x_step; x < columns_; ++x) {
    for (std::size_t i = first + x * rows_ + y_step; i < first + (x + 1) * rows_; ++i) {
      const double energy_pj =
          fixed_pj + counts.network_words * network_pj_[i] + shared.cycles * leakage_per_cycle_pj_[i];
      const PolicyKey key = policy_key(policy, shared.cycles, energy_pj);
      if (!(key < best_[i])) continue;
      best_[i] = key;
      cycles_[i] = shared.cycles;
      energy_pj_[i] = energy_pj;
      improved = true;
    }
  }
  return improved;
}

bool SweepIncumbents::improve_under_policy(std::size_t block, std::size_t x_step, std::size_t y_step,
                                           const UnderBuffer& shared, const MappingCounts& counts) {
  switch (policy_) {
    case MappingPolicy::Latency:
      return improve<MappingPolicy::Latency>(block, x_step, y_step, shared, counts);
    case MappingPolicy::Energy:
      return improve<MappingPolicy::Energy>(block, x_step, y_step, shared, counts);
    default:
      return improve<MappingPolicy::Edp>(block, x_step, y_step, shared, counts);
  }
}

const PolicyKey& SweepIncumbents::worst(std::size_t block, std::size_t array) {
  const std::size_t first = block * columns_ * rows_;
  if (outdated_[block] == 0) return worst_[first + array];
  outdated_[block] = 0;
  for (std::size_t x = columns_; x-- > 0;) {
    for (std::size_t y = rows_; y-- > 0;) {
      const std::size_t i = first + x * rows_ + y;
      PolicyKey worst_here = best_[i];
      if (x + 1 < columns_ && worst_here < worst_[i + rows_]) worst_here = worst_[i + rows_];
      if (y + 1 < rows_ && worst_here < worst_[i + 1]) worst_here = worst_[i + 1];
      worst_[i] = worst_here;
    }
  }
  return worst_[first + array];
}

}  // namespace dance
