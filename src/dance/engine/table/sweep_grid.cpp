#include "dance/engine/table/sweep_grid.h"

#include <algorithm>

#include "dance/engine/mapping/map_problem.h"
#include "dance/engine/mapping/mapping_cost.h"

namespace dance {

namespace {

std::vector<UnitCosts> units_of(const HardwareSpace& space, int word_bits) {
  const std::int64_t kinds = static_cast<std::int64_t>(space.dataflows.size() * space.word_bits.size());
  std::vector<UnitCosts> units;
  for (std::int64_t i = 0; i < space.size() / kinds; ++i) {
    Accelerator accelerator = space.at(i);
    accelerator.word_bits_index = word_bits;
    units.push_back(space.unit_costs(accelerator));
  }
  return units;
}

// Index of the smallest value that is enough, by the number needed.
std::vector<std::size_t> steps_of(const std::vector<std::int64_t>& values) {
  std::vector<std::size_t> steps(static_cast<std::size_t>(values.back()) + 1);
  for (std::size_t needed = 0; needed < steps.size(); ++needed) {
    steps[needed] = step_that_holds(static_cast<double>(needed), values);
  }
  return steps;
}

}  // namespace

SweepGrid::SweepGrid(const HardwareSpace& space, int word_bits)
    : policy(space.policy),
      units(units_of(space, word_bits)),
      columns(space.pe_x.size()),
      rows(space.pe_y.size()),
      register_files(space.rf_words.size()),
      capacities(space.glb_bytes.size()),
      buffers_of_capacity(space.glb_width_bits.size() * space.glb_banks.size() *
                          space.dram_megatransfers_per_s.size()),
      x_step_of_(steps_of(space.pe_x)),
      y_step_of_(steps_of(space.pe_y)) {
  for (const UnitCosts& of : units) {
    network_pj.push_back(of.network_pj);
    leakage_per_cycle_pj.push_back(leakage_pj(1, of));
  }
  find_least();
}

void SweepGrid::find_least() {
  least_network_pj = network_pj;
  least_leakage_pj = leakage_per_cycle_pj;
  for (std::size_t block = 0; block < blocks(); ++block) {
    least_rf_read_pj.push_back(units_of_block(block).rf_read_pj);
    least_rf_write_pj.push_back(units_of_block(block).rf_write_pj);
  }
  const auto take_least = [](std::vector<double>& values, std::size_t at, std::size_t larger) {
    values[at] = std::min(values[at], values[larger]);
  };
  for (std::size_t block = blocks(); block-- > 0;) {
    if (block % register_files == register_files - 1) continue;
    take_least(least_rf_read_pj, block, block + 1);
    take_least(least_rf_write_pj, block, block + 1);
    for (std::size_t i = block * arrays(); i < (block + 1) * arrays(); ++i) {
      take_least(least_network_pj, i, i + arrays());
      take_least(least_leakage_pj, i, i + arrays());
    }
  }
}

}  // namespace dance
