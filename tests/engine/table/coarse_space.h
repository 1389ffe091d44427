// A small hardware space, a request of a few layers, and every number of a table.
#pragma once

#include <string>
#include <vector>

#include "dance/core/presets.h"
#include "dance/engine/table/cost_table.h"

namespace dance::test {

inline HardwareSpace coarse_space(const std::string& policy = "edp") {
  return HardwareSpace::parse("mapping_policy: " + policy + R"(
name: coarse
technology: 45nm
clock_mhz: 200
dataflows: [weight_stationary, output_stationary, row_stationary]
pe_x: [3, 5, 8]
pe_y: [4, 7]
mac: intmac
register_file: {component: regfile_flops, words: [4, 8, 24]}
global_buffer: {component: sram, capacity_kib: [1, 4], width_bits: [16, 32], banks: 1, double_buffered: yes}
dram: {component: dram_LPDDR4, width_bits: 16, megatransfers_per_s: 400}
)",
                              find_preset("hardware", "edge"));
}

inline NetworkLayer conv(std::int64_t in, std::int64_t out, std::int64_t groups, std::int64_t size,
                         std::int64_t kernel, int stride) {
  ConvShape shape;
  shape.in_channels = in;
  shape.out_channels = out;
  shape.groups = groups;
  shape.in_height = shape.in_width = size;
  shape.kernel_h = shape.kernel_w = kernel;
  shape.stride_h = shape.stride_w = stride;
  shape.pad_h = shape.pad_w = kernel / 2;
  return {convolution("conv", shape), 0};
}

inline CostTableRequest small_request() {
  CostTableRequest request;
  NetworkLayer with_residual = conv(18, 6, 1, 7, 1, 1);
  with_residual.residual_words = 6 * 49;
  request.candidates = {{{conv(6, 18, 1, 7, 1, 1), conv(18, 18, 18, 7, 3, 1), with_residual}, {}},
                        {{conv(6, 10, 1, 7, 3, 2)}, {conv(6, 10, 1, 7, 5, 2)}}};
  request.fixed = {{fully_connected("classifier", 40, 10), 0}};
  return request;
}

// Every latency, energy and area.
inline std::vector<float> floats_of(const CostTable& table) {
  std::vector<float> all;
  const auto add = [&](const float* row) { all.insert(all.end(), row, row + table.accelerators()); };
  for (std::int64_t p = 0; p < table.positions(); ++p) {
    for (std::int64_t o = 0; o < table.operations(p); ++o) {
      add(table.latency_ms(p, o));
      add(table.energy_mj(p, o));
    }
  }
  for (const float* row : {table.fixed_latency_ms(), table.fixed_energy_mj(), table.area_mm2()}) add(row);
  return all;
}

}  // namespace dance::test
