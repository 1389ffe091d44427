// A small hardware space in which every parameter has several values.
#pragma once

#include "dance/core/presets.h"
#include "dance/engine/hardware/space.h"

namespace dance::test {

inline HardwareSpace many_parameters() {
  return HardwareSpace::parse(R"(name: many
technology: 45nm
word_bits: [16, {weights: 8, inputs: 8, outputs: 16}]
clock_mhz: 200
dataflows: [weight_stationary, row_stationary]
pe_x: [3, 4, 6]
pe_y: [4, 5]
mac: {multiplier: intmultiplier, adder: intadder}
register_file: {component: regfile_flops, words: [8, 16]}
global_buffer: {component: sram, capacity_kib: [16, 32, 64], width_bits: 128, banks: [2, 4], double_buffered: yes}
dram: {component: dram_LPDDR4, width_bits: 64, megatransfers_per_s: [800, 3200]}
)",
                              find_preset("hardware", "edge"));
}

}  // namespace dance::test
