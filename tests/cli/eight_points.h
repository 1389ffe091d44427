// A hardware space of eight accelerators and a small network, as files that tests of `dance explore` write.
#pragma once

namespace dance::test {

inline constexpr const char* kEightPoints =
    "name: eight\ntechnology: 45nm\nclock_mhz: 100\ndataflows: [weight_stationary, output_stationary]\npe_x: "
    "[4, 8]\n"
    "pe_y: 8\nmac: intmac\nregister_file: {component: regfile_flops, words: [8, 16]}\n"
    "global_buffer: {component: sram, capacity_kib: 16, width_bits: 64, banks: 4}\n"
    "dram: {component: dram_LPDDR4, width_bits: 16, megatransfers_per_s: 1600}\n";

// The parts of the space that are one accelerator each, in the order of its numbering.
inline constexpr const char* kEachPoint[] = {
    "pe_x=4,rf_words=8,dataflow=weight_stationary",  "pe_x=8,rf_words=8,dataflow=weight_stationary",
    "pe_x=4,rf_words=16,dataflow=weight_stationary", "pe_x=8,rf_words=16,dataflow=weight_stationary",
    "pe_x=4,rf_words=8,dataflow=output_stationary",  "pe_x=8,rf_words=8,dataflow=output_stationary",
    "pe_x=4,rf_words=16,dataflow=output_stationary", "pe_x=8,rf_words=16,dataflow=output_stationary"};

inline constexpr const char* kTwoLayers =
    "name: two\nlayers:\n"
    "  - {name: conv, type: conv, input: {channels: 6, height: 10, width: 10}, output_channels: 10, kernel: "
    "3}\n"
    "  - {name: fc, type: linear, in_features: 84, out_features: 10}\n";

}  // namespace dance::test
