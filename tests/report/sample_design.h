// A small design with easy numbers, for the tests of its JSON and its summary.
#pragma once

#include "dance/report/design.h"

namespace dance::test {

inline LayerCost sample_layer(const std::string& name, std::int64_t macs, double latency_ms,
                              double energy_mj) {
  LayerCost cost;
  cost.name = name;
  cost.macs = macs;
  cost.latency_ms = latency_ms;
  cost.latency_cycles = latency_ms * 200e3;
  cost.energy_mj = energy_mj;
  cost.energy.mac_pj = 0.25 * energy_mj * 1e9;
  cost.energy.dram_pj = 0.75 * energy_mj * 1e9;
  cost.bottleneck = Bottleneck::Dram;
  cost.utilization = 0.5;
  cost.mapping.dram[Dim::M] = 4;
  cost.mapping.dram[Dim::C] = 2;
  cost.mapping.dram_order = {Dim::M, Dim::C, Dim::N, Dim::G, Dim::P, Dim::Q, Dim::R, Dim::S};
  cost.mapping.buffer[Dim::P] = 16;
  cost.mapping.spatial_x[Dim::C] = 8;
  cost.mapping.spatial_y[Dim::M] = 12;
  cost.mapping.register_file[Dim::R] = 3;
  cost.mapping.weights_bypass_buffer = true;
  cost.counts.compute_cycles = 1234;
  cost.counts.dram_reads = 5678;
  cost.counts.pass_cycles = 90;
  return cost;
}

inline Design sample_design() {
  Design design;
  design.seed = 3;
  design.threads = 2;
  design.data = "builtin";
  design.network_space = "small";
  design.hardware_space = "edge";
  design.accelerator = {.pe_x = 16, .pe_y = 12, .rf_words = 24, .glb_bytes = 65536, .glb_width_bits = 128};
  design.choices = {"row_stationary", 4, 3200, "16"};
  design.cost.reference = {2, 1, 4};
  design.blocks = {{"stem", "stem", false, 3, 12, 32, 32, 16, 16, 2, 0, 1},
                   {"stage1.0", "mbconv_k3_e6", true, 12, 20, 16, 16, 16, 16, 1, 1, 1},
                   {"stage1.1", "zero", true, 20, 20, 16, 16, 16, 16, 1, 2, 0},
                   {"stage2.0", "mbconv_k7_e3", true, 20, 36, 16, 16, 8, 8, 2, 2, 1},
                   {"head", "head", false, 36, 10, 8, 8, 1, 1, 1, 3, 1}};
  design.layers = {
      sample_layer("stem", 110592, 0.1, 0.05), sample_layer("stage1.0.expand", 1382400, 0.4, 0.2),
      sample_layer("stage2.0.expand", 760000, 0.3, 0.2), sample_layer("classifier", 360, 0.2, 0.05)};
  design.metrics = {1, 0.5, 3};
  design.test_accuracy = 0.8725;
  design.test_images = 20000;
  design.macs = 2253352;
  design.parameters = 54321;
  design.search = {0.2,
                   13872,
                   138720,
                   750,
                   0.125,
                   0.75,
                   NetworkScore{0.5, 0.8125},
                   {{1.25, 0.5, 3}, 0.234375},
                   {{1.2, 0.55, 3}, 0.2475},
                   0.0625};
  design.evaluator = {"learned",
                      0.015625,
                      {.pe_x = 17, .pe_y = 12, .rf_words = 24, .glb_bytes = 65536, .glb_width_bits = 128},
                      {"weight_stationary", 4, 3200, "16"},
                      {{1.1, 0.5, 3}, 0.20625},
                      {{1.05, 0.5, 3.1}, 0.203},
                      {{1, 0.5, 3.2}, 0.2}};
  design.mapping = {"edp", {{1, 0.5, 3.2}, 0.2}, 0.0625};
  return design;
}

}  // namespace dance::test
