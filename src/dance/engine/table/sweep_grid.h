// The accelerators of one dataflow and one kind of words, as a sweep over the mappings of a layer sees them:
// the same for all layers and dataflows.
//
// Accelerators that differ in the array alone form a block: they have the same unit costs, but for the energy
// of the network and the leakage, which only grow with the array. Blocks that differ in the register file
// alone form a buffer. Accelerators are numbered as in their space (HardwareSpace::at).
#pragma once

#include <cstddef>
#include <vector>

#include "dance/engine/hardware/space.h"
#include "dance/engine/mapping/map_visitor.h"

namespace dance {

struct SweepGrid {
  SweepGrid(const HardwareSpace& space, int word_bits);

  const MappingPolicy policy;
  const std::vector<UnitCosts> units;  // per accelerator
  const std::size_t columns, rows, register_files, capacities;
  const std::size_t buffers_of_capacity;  // widths, banks and DRAM rates

  std::vector<double> network_pj, leakage_per_cycle_pj;  // per accelerator
  // The least among the register files that are at least as large: per accelerator, and per block.
  std::vector<double> least_network_pj, least_leakage_pj, least_rf_read_pj, least_rf_write_pj;

  std::size_t arrays() const { return columns * rows; }
  std::size_t blocks() const { return capacities * buffers_of_capacity * register_files; }
  const UnitCosts& units_of_block(std::size_t block) const { return units[block * arrays()]; }
  const UnitCosts& units_of_buffer(std::size_t buffer) const {
    return units_of_block(buffer * register_files);
  }
  // The smallest array that holds the mapping.
  std::size_t first_array(const MappingSummary& mapping) const {
    return x_step_of_[static_cast<std::size_t>(mapping.pe_x)] * rows +
           y_step_of_[static_cast<std::size_t>(mapping.pe_y)];
  }

 private:
  void find_least();

  std::vector<std::size_t> x_step_of_, y_step_of_;  // by columns or rows in use
};

}  // namespace dance
