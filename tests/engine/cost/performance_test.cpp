// Figures of merit by hand.
#include "dance/engine/cost/performance.h"

#include <gtest/gtest.h>

#include "dance/core/presets.h"

namespace dance::test {
namespace {

LayerCost layer(std::int64_t macs, double latency_ms, double energy_mj, double dram_words) {
  LayerCost cost;
  cost.macs = macs;
  cost.latency_ms = latency_ms;
  cost.energy_mj = energy_mj;
  cost.counts.dram_reads = dram_words / 4;
  cost.counts.dram_writes = dram_words * 3 / 4;
  return cost;
}

class PerformanceByHand : public testing::Test {
 protected:
  // 8 x 10 PEs at 200 MHz: 32 GOPS; 64 bits at 3200 MT/s: 25.6 GB/s.
  const HardwareSpace space_ = HardwareSpace::load(find_preset("hardware", "edge"));
  const Accelerator accelerator_{8, 10, 8, 16384, 128, 0};
};

TEST_F(PerformanceByHand, WhatTheMachineCanDo) {
  const MachineLimits limits = machine_limits(space_, accelerator_);
  EXPECT_DOUBLE_EQ(limits.peak_gops, 32);
  EXPECT_DOUBLE_EQ(limits.dram_gb_per_s, 25.6);
  EXPECT_DOUBLE_EQ(limits.ridge_ops_per_byte(), 1.25);
}

TEST_F(PerformanceByHand, AComputeBoundLayer) {
  // 1,000,000 MACs in 0.1 ms for 0.004 mJ with 20,000 words (40,000 bytes).
  const Performance p = performance_of(layer(1000000, 0.1, 0.004, 20000), space_, accelerator_);
  EXPECT_DOUBLE_EQ(p.frames_per_s, 10000);
  EXPECT_DOUBLE_EQ(p.gops, 20);
  EXPECT_DOUBLE_EQ(p.utilization, 0.625);
  EXPECT_DOUBLE_EQ(p.tops_per_w, 0.5);
  EXPECT_DOUBLE_EQ(p.power_mw, 40);
  EXPECT_DOUBLE_EQ(p.dram_bytes, 40000);
  EXPECT_DOUBLE_EQ(p.ops_per_byte, 50);
  EXPECT_DOUBLE_EQ(p.roofline_gops, 32);
  EXPECT_FALSE(p.memory_bound);
}

TEST_F(PerformanceByHand, AMemoryBoundLayerAndTheSum) {
  NetworkCost cost;
  cost.layers = {layer(1000000, 0.1, 0.004, 20000), layer(500000, 0.3, 0.006, 1000000)};
  const Performance slow = performance_of(cost.layers[1], space_, accelerator_);
  EXPECT_DOUBLE_EQ(slow.ops_per_byte, 0.5);
  EXPECT_DOUBLE_EQ(slow.roofline_gops, 12.8);
  EXPECT_TRUE(slow.memory_bound);
  const Performance all = performance_of(cost, space_, accelerator_);
  EXPECT_DOUBLE_EQ(all.frames_per_s, 2500);
  EXPECT_DOUBLE_EQ(all.gops, 7.5);
  EXPECT_DOUBLE_EQ(all.power_mw, 25);
  EXPECT_DOUBLE_EQ(all.dram_bytes, 2040000);
  EXPECT_DOUBLE_EQ(all.ops_per_byte, 3e6 / 2.04e6);
  EXPECT_DOUBLE_EQ(all.roofline_gops, 32);
}

}  // namespace
}  // namespace dance::test
