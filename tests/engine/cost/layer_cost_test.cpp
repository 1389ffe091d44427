// The cost equations by hand, and the network's own choice of mappings.
#include "dance/engine/cost/layer_cost.h"

#include <gtest/gtest.h>

#include "dance/core/presets.h"
#include "dance/core/random.h"
#include "dance/search/space/network_space.h"
#include "engine/cost/best_layer_cost.h"

namespace dance::test {
namespace {

UnitCosts units() {
  UnitCosts u;
  u.mac_pj = 2;
  u.rf_read_pj = 0.5;
  u.rf_write_pj = 0.25;
  u.glb_read_pj = 3;
  u.glb_write_pj = 4;
  u.dram_read_pj = 100;
  u.dram_write_pj = 110;
  u.network_pj = 7;
  u.leakage_mw = 2;
  u.clock_mhz = 200;
  u.glb_read_words_per_cycle = 8;
  u.glb_write_words_per_cycle = 4;
  u.dram_words_per_cycle = 2;
  return u;
}

NetworkLayer layer() { return {fully_connected("fc", 30, 10), 5}; }

MappingCounts counts() { return {100, 900, 500, 640, 200, 60, 10, 700}; }

const Accelerator kArray{4, 2, 8, 1024, 16, 0};

TEST(CostEquations, EveryJouleByHand) {
  const LayerCost cost = cost_of(layer(), {}, counts(), kArray, units());
  EXPECT_DOUBLE_EQ(cost.energy.mac_pj, 300 * 2);
  EXPECT_DOUBLE_EQ(cost.energy.rf_pj, 900 * 0.5 + 500 * 0.25);
  EXPECT_DOUBLE_EQ(cost.energy.glb_pj, 640 * 3 + 200 * 4);
  EXPECT_DOUBLE_EQ(cost.energy.dram_pj, 65 * 100 + 10 * 110);  // 5 words of the residual
  EXPECT_DOUBLE_EQ(cost.energy.network_pj, 4900);
  EXPECT_DOUBLE_EQ(cost.latency_cycles, 100);      // buffer reads 80, writes 50, DRAM 37.5
  EXPECT_DOUBLE_EQ(cost.energy.leakage_pj, 1000);  // 2 mW x 0.5 us
  EXPECT_DOUBLE_EQ(cost.energy_mj, cost.energy.total_pj() * 1e-9);
  EXPECT_DOUBLE_EQ(cost.latency_ms, 0.0005);
  EXPECT_EQ(cost.bottleneck, Bottleneck::Compute);
  EXPECT_DOUBLE_EQ(cost.utilization, 300 / (8 * 100.0));
}

TEST(CostEquations, TheSlowestResourceSetsTheLatency) {
  MappingCounts c = counts();
  c.glb_reads = 1600;
  EXPECT_EQ(cost_of(layer(), {}, c, kArray, units()).bottleneck, Bottleneck::BufferRead);
  EXPECT_DOUBLE_EQ(cost_of(layer(), {}, c, kArray, units()).latency_cycles, 200);
  c.glb_writes = 1000;
  EXPECT_EQ(cost_of(layer(), {}, c, kArray, units()).bottleneck, Bottleneck::BufferWrite);
  c.dram_reads = 985;
  EXPECT_EQ(cost_of(layer(), {}, c, kArray, units()).bottleneck, Bottleneck::Dram);
  EXPECT_DOUBLE_EQ(cost_of(layer(), {}, c, kArray, units()).latency_cycles, 500);  // (985 + 10 + 5) / 2
}

// A network that holds the layer as often as it runs.
TEST(NetworkCost, StepsCostAsMuchAsLayersOneAfterAnother) {
  const HardwareSpace hardware = HardwareSpace::load(find_preset("hardware", "edge"));
  const Accelerator accelerator = hardware.at(hardware.size() / 2);
  NetworkLayer layer = {fully_connected("recurrence", 30, 120), 120};
  Network copies;
  for (int i = 0; i < 7; ++i) copies.layers.push_back(layer);
  layer.steps = 7;
  Network recurrent;
  recurrent.layers = {layer};
  EXPECT_EQ(recurrent.macs(), 7 * 30 * 120);
  EXPECT_EQ(recurrent.macs(), copies.macs());
  EXPECT_EQ(recurrent.weight_words(), 30 * 120);
  const NetworkCost all = network_cost(copies, hardware, accelerator),
                    one = network_cost(recurrent, hardware, accelerator);
  ASSERT_TRUE(one.feasible);
  EXPECT_NEAR(one.metrics.latency_ms, all.metrics.latency_ms, 1e-12 * all.metrics.latency_ms);
  EXPECT_NEAR(one.metrics.energy_mj, all.metrics.energy_mj, 1e-12 * all.metrics.energy_mj);
  EXPECT_NEAR(one.layers[0].counts.dram_reads, 7 * all.layers[0].counts.dram_reads, 1e-6);
  EXPECT_NEAR(one.layers[0].utilization, all.layers[0].utilization, 1e-12);
}

TEST(NetworkCost, TheNetworksOwnChoiceIsNeverWorse) {
  const NetworkSpace networks = NetworkSpace::load(find_preset("network", "small"));
  HardwareSpace hardware = HardwareSpace::load(find_preset("hardware", "eyeriss-3p"));
  const Network network = lower(networks, uniform_architecture(networks, "zero"));
  Random random(3, "network cost test");
  for (MappingPolicy policy : {MappingPolicy::Edp, MappingPolicy::Energy}) {
    hardware.policy = policy;
    const Accelerator accelerator =
        hardware.at(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(hardware.size()))));
    const NetworkCost before = network_cost(network, hardware, accelerator);
    const CostFunction latency = weighted_cost(1, 0, 0, before.metrics);
    NoProgress silent;
    const NetworkCost after = network_cost_for(network, hardware, accelerator, latency, silent);
    EXPECT_LE(after.metrics.latency_ms, before.metrics.latency_ms);
    double latency_sum = 0, energy_sum = 0;
    for (std::size_t i = 0; i < after.layers.size(); ++i) {
      latency_sum += after.layers[i].latency_ms;
      energy_sum += after.layers[i].energy_mj;
      // Least latency of the network is the sum of the layers' least latencies.
      const LayerCost fastest =
          best_layer_cost(network.layers[i], hardware, accelerator, MappingPolicy::Latency);
      EXPECT_NEAR(after.layers[i].latency_cycles, fastest.latency_cycles, 1e-9 * fastest.latency_cycles);
    }
    EXPECT_NEAR(after.metrics.latency_ms, latency_sum, 1e-12);
    EXPECT_NEAR(after.metrics.energy_mj, energy_sum, 1e-12);
  }
}

// The cost of one image is that of a layer with the loop N, divided by the images.
TEST(NetworkCost, ABatchCostsAsMuchPerImageAsItsLoop) {
  const HardwareSpace hardware = HardwareSpace::load(find_preset("hardware", "edge"));
  const Accelerator accelerator = hardware.at(hardware.size() / 3);
  Network network;
  network.layers = {{fully_connected("fc", 120, 84), 0},
                    {convolution("conv", {.in_channels = 8,
                                          .out_channels = 16,
                                          .in_height = 10,
                                          .in_width = 10,
                                          .kernel_h = 3,
                                          .kernel_w = 3}),
                     16 * 64}};
  Network whole = network;
  for (NetworkLayer& layer : whole.layers) {
    layer.layer.bounds[Dim::N] = 6;
    layer.residual_words *= 6;
  }
  const NetworkCost single = network_cost(network, hardware, accelerator),
                    run = network_cost(whole, hardware, accelerator);
  network.set_batch(6);
  const NetworkCost image = network_cost(network, hardware, accelerator);
  ASSERT_TRUE(image.feasible && run.feasible && single.feasible);
  EXPECT_NEAR(image.metrics.latency_ms, run.metrics.latency_ms / 6, 1e-12);
  EXPECT_NEAR(image.metrics.energy_mj, run.metrics.energy_mj / 6, 1e-12);
  EXPECT_EQ(image.layers[0].macs, single.layers[0].macs);
  EXPECT_NEAR(image.layers[0].utilization, run.layers[0].utilization, 1e-12);
  // The weights of the fully connected layer, nearly all of its traffic, are read once for six images.
  EXPECT_LT(image.layers[0].energy.dram_pj, 0.3 * single.layers[0].energy.dram_pj);
  EXPECT_LE(image.metrics.energy_mj * image.metrics.latency_ms,
            single.metrics.energy_mj * single.metrics.latency_ms);
}

}  // namespace
}  // namespace dance::test
