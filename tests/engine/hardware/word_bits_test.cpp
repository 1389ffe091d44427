// Words of several widths: every joule by hand from the words of the loop nest, the bits of each and the
// technology's energy per bit.
#include <gtest/gtest.h>

#include <cmath>

#include "dance/core/presets.h"
#include "dance/engine/cost/explain.h"
#include "dance/engine/mapping/mapper.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "dance/engine/table/cost_table.h"
#include "dance/engine/table/explore.h"
#include "engine/cost/best_layer_cost.h"

namespace dance::test {
namespace {

// The preset's technology; narrow factors, wide sums that DRAM holds narrowed, and words of one width.
HardwareSpace mixed_space() {
  return HardwareSpace::parse(R"(name: mixed
technology: 45nm
word_bits:
  - {weights: 8, inputs: 8, outputs: {register_file: 32, global_buffer: 16, dram: 8}}
  - 16
clock_mhz: 200
dataflows: [weight_stationary, row_stationary]
pe_x: [4, 6]
pe_y: 4
mac: {multiplier: intmultiplier, adder: intadder}
register_file: {component: regfile_flops, words: [8, 16]}
global_buffer: {component: sram, capacity_kib: [16, 32], width_bits: 128, banks: [2, 4], double_buffered: yes}
dram: {component: dram_LPDDR4, width_bits: 64, megatransfers_per_s: [800, 3200]}
)",
                              find_preset("hardware", "edge"));
}

NetworkLayer residual_layer() {
  ConvShape shape;
  shape.in_channels = 8, shape.out_channels = 12, shape.in_height = shape.in_width = 10;
  shape.kernel_h = shape.kernel_w = 3, shape.pad_h = shape.pad_w = 1;
  return {convolution("conv", shape), 300};
}

TEST(WordBits, EnergyIsWordsTimesBitsTimesEnergyPerBit) {
  const HardwareSpace space = mixed_space();
  const Accelerator accelerator = space.at(0);
  ASSERT_EQ(space.word_bits_of(accelerator).to_string(), "8/8/32+8/8/16+8");
  const NetworkLayer layer = residual_layer();
  const LayerCost cost = best_layer_cost(layer, space, accelerator, MappingPolicy::Edp);
  const NestCounts nest =
      counts_of(nest_of(layer.layer, cost.mapping, space.dataflow_of(accelerator).multicast));
  const auto bits = [&](std::size_t level, const std::array<double, 3>& width) {
    std::pair<double, double> read_written;
    for (std::size_t t = 0; t < 3; ++t) {
      const TensorCounts& tensor = nest.levels[level][t];
      read_written.first += width[t] * static_cast<double>(tensor.instances * tensor.reads);
      read_written.second +=
          width[t] * static_cast<double>(tensor.instances * (tensor.fills + tensor.updates));
    }
    return read_written;
  };
  const Technology& technology = space.technology;
  const double macs = 12 * 8 * 9 * 100;
  EXPECT_NEAR(cost.energy.mac_pj, macs * (0.5394 + 0.0857), 1e-9 * macs);  // 8-bit product, 32-bit sum
  const ComponentRow file = technology.sized("regfile_flops", 8 * 4, 32),
                     bank = technology.sized("sram", 8192, 128);
  const auto rf = bits(2, {8, 8, 32});
  EXPECT_NEAR(cost.energy.rf_pj, rf.first * file.read_pj / 32 + rf.second * file.write_pj / 32,
              1e-9 * cost.energy.rf_pj);
  const auto glb = bits(1, {8, 8, 16});
  EXPECT_NEAR(cost.energy.glb_pj, glb.first * bank.read_pj / 128 + glb.second * bank.write_pj / 128,
              1e-9 * cost.energy.glb_pj);
  const auto dram = bits(0, {8, 8, 8});
  EXPECT_NEAR(cost.energy.dram_pj, (dram.first + dram.second + 300 * 8) * 8,
              1e-9 * cost.energy.dram_pj);  // 8 pJ/bit
  // 64 bits at 800 MT/s and 200 MHz are 256 bits a cycle; a cycle reads 128 bits of one of the two banks.
  EXPECT_NEAR(cost.latency_cycles,
              std::max({static_cast<double>(nest.compute_cycles), (dram.first + dram.second + 300 * 8) / 256,
                        glb.first / 128, glb.second / 128}),
              1e-6);
}

TEST(WordBits, TheExplanationAddsUp) {
  const HardwareSpace space = mixed_space();
  const Network network{"one", {residual_layer()}, {}, {}};
  const NetworkCost cost = network_cost(network, space, space.at(0));
  const Explanation explanation = explain(network, cost, space, space.at(0));
  double energy_pj = 0;
  for (const EnergyItem& item : explanation.energy) {
    EXPECT_NEAR(item.energy_pj, item.count * item.unit_pj, 1e-9 * (1 + item.energy_pj));
    energy_pj += item.energy_pj;
  }
  EXPECT_NEAR(energy_pj, cost.layers[0].energy.total_pj(), 1e-9 * energy_pj);
  EXPECT_EQ(explanation.word_bits, 32);
}

TEST(WordBits, TheTableHoldsWhatTheMapperFinds) {
  const HardwareSpace space = mixed_space();
  const Network network{"one", {residual_layer()}, {}, {}};
  NoProgress silent;
  const CostTable table = CostTable::build(request_of(network), space, 1, silent);
  ASSERT_EQ(table.accelerators(), 2 * 2 * 2 * 2 * 2 * 2 * 2);
  for (std::int64_t i = 0; i < table.accelerators(); ++i) {
    const Accelerator accelerator = space.at(i);
    EXPECT_EQ(space.index_of(accelerator), i);
    const LayerCost cost = best_layer_cost(network.layers[0], space, accelerator, space.policy);
    EXPECT_FLOAT_EQ(table.fixed_latency_ms()[i], static_cast<float>(cost.latency_ms)) << i;
    EXPECT_FLOAT_EQ(table.fixed_energy_mj()[i], static_cast<float>(cost.energy_mj)) << i;
    EXPECT_FLOAT_EQ(table.area_mm2()[i], static_cast<float>(space.area_mm2(accelerator))) << i;
  }
}

TEST(WordBits, NarrowerWordsNeverCostMore) {
  const HardwareSpace edge = HardwareSpace::load(find_preset("hardware", "edge"));
  HardwareSpace narrow = edge;
  narrow.word_bits = {{{8, 8, 16}, {8, 8, 16}, {8, 8, 16}}};
  for (const std::int64_t i : {std::int64_t{0}, edge.size() / 2, edge.size() - 1}) {
    const NetworkLayer layer = residual_layer();
    const double wide_pj = best_layer_cost(layer, edge, edge.at(i), MappingPolicy::Energy).energy.total_pj();
    EXPECT_LT(best_layer_cost(layer, narrow, edge.at(i), MappingPolicy::Energy).energy.total_pj(), wide_pj);
  }
}

}  // namespace
}  // namespace dance::test
