// An explanation's items against the totals of the mapper's own counts, and against a layer counted by hand.
#include "dance/engine/cost/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "dance/core/presets.h"
#include "dance/core/random.h"
#include "dance/engine/hardware/parts.h"
#include "dance/search/space/network_space.h"

namespace dance::test {
namespace {

using testing::HasSubstr;

double sum_of(const std::vector<EnergyItem>& items, const std::string& component) {
  double sum_pj = 0;
  for (const EnergyItem& item : items) {
    if (component.empty() || item.component == component) sum_pj += item.energy_pj;
  }
  return sum_pj;
}

void expect_same(double explained, double total) { EXPECT_NEAR(explained, total, 1e-12 * total); }

TEST(Explain, TheItemsAddUpToTheCostsOfTheMapper) {
  const NetworkSpace networks = NetworkSpace::load(find_preset("network", "small"));
  const HardwareSpace hardware = HardwareSpace::load(find_preset("hardware", "edge"));
  Network network = lower(networks, uniform_architecture(networks, "mbconv_k3_e3"));
  network.layers.push_back({fully_connected("recurrence", 12, 48), 48, true, 9});
  Random random(5, "explain test");
  for (int round = 0; round < 2; ++round) {
    const Accelerator accelerator =
        hardware.at(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(hardware.size()))));
    const NetworkCost cost = network_cost(network, hardware, accelerator);
    const Explanation explanation = explain(network, cost, hardware, accelerator);
    ASSERT_EQ(explanation.layers.size(), cost.layers.size());
    for (std::size_t i = 0; i < cost.layers.size(); ++i) {
      const LayerExplanation& layer = explanation.layers[i];
      const EnergyBreakdown& energy = cost.layers[i].energy;
      expect_same(sum_of(layer.energy, ""), energy.total_pj());
      expect_same(sum_of(layer.energy, "MAC"), energy.mac_pj);
      expect_same(sum_of(layer.energy, "register file"), energy.rf_pj);
      expect_same(sum_of(layer.energy, "buffer"), energy.glb_pj);
      expect_same(sum_of(layer.energy, "DRAM"), energy.dram_pj);
      expect_same(sum_of(layer.energy, "network"), energy.network_pj);
      expect_same(sum_of(layer.energy, "leakage"), energy.leakage_pj);
      double slowest = 0;
      for (const CycleItem& item : layer.cycles) {
        expect_same(item.amount / item.per_cycle, item.cycles);
        slowest = std::max(slowest, item.cycles);
      }
      expect_same(slowest, cost.layers[i].latency_cycles);
      EXPECT_GE(layer.limit_ratio, 1);
    }
    expect_same(sum_of(explanation.energy, "") * 1e-9, cost.metrics.energy_mj);
    double area_um2 = 0;
    for (const AreaItem& item : explanation.area) area_um2 += item.count * item.unit_um2;
    expect_same(area_um2 * 1e-6, cost.metrics.area_mm2);
  }
}

TEST(Explain, PassesOfTheArrayAddUpToItsCycles) {
  HardwareSpace hardware = HardwareSpace::load(find_preset("hardware", "edge"));
  hardware.array_pass.emplace();
  hardware.array_pass->fill_drain_cycles.rows = true;
  hardware.array_pass->load_words_per_cycle.number = 3;
  const Network network{
      "two",
      {{fully_connected("fc", 40, 60), 0}, {fully_connected("recurrence", 12, 48), 0, true, 9}},
      {},
      {}};
  const Accelerator accelerator{8, 12, 8, 16384, 128, 0};
  const NetworkCost cost = network_cost(network, hardware, accelerator);
  const Explanation explanation = explain(network, cost, hardware, accelerator);
  for (std::size_t i = 0; i < cost.layers.size(); ++i) {
    const LayerExplanation& layer = explanation.layers[i];
    ASSERT_TRUE(layer.passes);
    EXPECT_EQ(layer.passes->steps, cost.layers[i].counts.compute_cycles);
    EXPECT_EQ(layer.passes->fill_drain_cycles, 12 * layer.passes->passes);
    EXPECT_GT(layer.passes->load_cycles, 0);
    EXPECT_EQ(layer.passes->steps + layer.passes->fill_drain_cycles + layer.passes->load_cycles,
              layer.cycles[0].cycles);
  }
}

TEST(Explain, WhatDoesNotOverlapAddsUpToTheLatency) {
  HardwareSpace hardware = HardwareSpace::load(find_preset("hardware", "edge"));
  hardware.array_pass.emplace().transfer_overlap = 0.75;
  Layer pointwise = fully_connected("pointwise", 16, 24);
  pointwise.bounds[Dim::P] = pointwise.bounds[Dim::Q] = 14;
  const Network network{"two", {{pointwise, 90}, {fully_connected("fc", 40, 60), 0}}, {}, {}};
  const Accelerator accelerator{8, 12, 8, 16384, 128, 0};
  const NetworkCost cost = network_cost(network, hardware, accelerator);
  const Explanation explanation = explain(network, cost, hardware, accelerator);
  for (std::size_t i = 0; i < cost.layers.size(); ++i) {
    const LayerExplanation& layer = explanation.layers[i];
    const double transfers =
        std::max({layer.cycles[1].cycles, layer.cycles[2].cycles, layer.cycles[3].cycles});
    expect_same(layer.exposed_transfer_cycles, transfers / 4);
    expect_same(std::max(layer.cycles[0].cycles, transfers * 3 / 4) + layer.exposed_transfer_cycles,
                layer.latency_cycles);
    EXPECT_EQ(layer.latency_cycles, cost.layers[i].latency_cycles);
    const double slower = std::max(layer.cycles[0].cycles, transfers);
    EXPECT_EQ(layer.cycles[static_cast<std::size_t>(layer.limit)].cycles, slower);
    EXPECT_GE(layer.limit_ratio, 1);
    EXPECT_LE(layer.limit_ratio, slower / std::min(layer.cycles[0].cycles, transfers));
  }
}

// 4 inputs to 6 outputs on 2 x 3 PEs: C over X, M over Y; two passes over C and over M in the register files.
TEST(Explain, ALayerByHand) {
  HardwareSpace hardware = HardwareSpace::load(find_preset("hardware", "edge"));
  hardware.dram_megatransfers_per_s = {800};  // 16 words a cycle
  const Accelerator accelerator{8, 8, 8, 16384, 128, 0};
  const Network network{"hand", {{fully_connected("fc", 4, 6), 3}}, {}, {}};
  Mapping mapping;
  mapping.spatial_x[Dim::C] = 2;
  mapping.spatial_y[Dim::M] = 3;
  mapping.register_file[Dim::C] = 2;
  mapping.register_file[Dim::M] = 2;
  NetworkCost cost;
  MappingCounts counts;
  counts.compute_cycles = 4;
  counts.rf_reads = 72, counts.rf_writes = 72;  // only their energies are compared below
  counts.glb_reads = 28, counts.glb_writes = 34;
  counts.dram_reads = 28, counts.dram_writes = 6;
  cost.layers.push_back(
      cost_of(network.layers[0], mapping, counts, accelerator, hardware.unit_costs(accelerator)));
  const Explanation explanation = explain(network, cost, hardware, accelerator);
  const auto count = [&](const std::string& component, const std::string& action,
                         std::optional<Tensor> tensor) {
    for (const EnergyItem& item : explanation.layers[0].energy) {
      if (item.component == component && item.action == action && item.tensor == tensor) return item.count;
    }
    return -1.0;
  };
  EXPECT_EQ(count("MAC", "operation", {}), 24);
  EXPECT_EQ(count("register file", "read", Tensor::Weights), 24);   // one a MAC
  EXPECT_EQ(count("register file", "write", Tensor::Weights), 24);  // each weight is in one register file
  EXPECT_EQ(count("register file", "write", Tensor::Inputs), 12);   // 4 inputs in each of 3 rows
  EXPECT_EQ(count("register file", "write", Tensor::Outputs), 24);  // an update a MAC
  EXPECT_EQ(count("register file", "read", Tensor::Outputs), 12);   // the first of two sums reads nothing
  EXPECT_EQ(count("buffer", "read", Tensor::Weights), 24);
  EXPECT_EQ(count("buffer", "read", Tensor::Inputs), 4);  // one read for the 3 rows
  EXPECT_EQ(count("buffer", "write", Tensor::Outputs), 6);
  EXPECT_EQ(count("DRAM", "write", Tensor::Outputs), 6);
  EXPECT_EQ(count("DRAM", "residual read", {}), 3);
  EXPECT_EQ(count("network", "transfer", Tensor::Outputs), 6);
  // Compute 4; DRAM (28 + 3 + 6) / 16; buffer 28 / 16 and 34 / 16.
  const LayerExplanation& layer = explanation.layers[0];
  EXPECT_EQ(layer.limit, Bottleneck::Compute);
  EXPECT_DOUBLE_EQ(layer.cycles[3].cycles, 37 / 16.0);
  EXPECT_DOUBLE_EQ(layer.limit_ratio, 4 / (37 / 16.0));
}

TEST(Explain, EveryUnitNamesItsRow) {
  const HardwareSpace hardware = HardwareSpace::load(find_preset("hardware", "edge"));
  const Network network{"one", {{fully_connected("fc", 4, 6), 0}}, {}, {}};
  const Accelerator accelerator{8, 8, 8, 16384, 128, 0};
  const NetworkCost cost = network_cost(network, hardware, accelerator);
  const Explanation explanation = explain(network, cost, hardware, accelerator);
  const AcceleratorParts parts = parts_of(hardware, accelerator);
  const std::map<std::string, std::string> rows = {{"MAC", parts.mac.row.source},
                                                   {"register file", parts.register_file.row.source},
                                                   {"buffer", parts.bank.row.source},
                                                   {"DRAM", parts.dram.source},
                                                   {"network", hardware.technology.wire_source()},
                                                   {"leakage", ""}};
  for (const EnergyItem& item : explanation.energy) {
    ASSERT_LT(item.source, explanation.sources.size());
    EXPECT_THAT(explanation.sources[item.source], HasSubstr(rows.at(item.component)));
  }
}

}  // namespace
}  // namespace dance::test
