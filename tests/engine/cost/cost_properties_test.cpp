// What holds of every cost whatever the layer and the accelerator: how it scales with unit energies, what
// groups do, and that its parts make the whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "dance/engine/cost/explain.h"
#include "dance/engine/mapping/mapper.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "dance/engine/workload/network.h"
#include "engine/cost/best_layer_cost.h"
#include "engine/cost/flat_space.h"
#include "engine/workload/same_shape.h"

namespace dance::test {
namespace {

Accelerator random_accelerator(Random& random, const HardwareSpace& space) {
  return space.at(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(space.size()))));
}

TEST(UnitEnergies, TwiceTheEnergiesAreTwiceTheEnergyOfTheSameMapping) {
  Random random(3, "unit energies");
  const HardwareSpace once = flat_space(MappingPolicy::Edp, 120),
                      twice = flat_space(MappingPolicy::Edp, 120, 2);
  for (int round = 0; round < 60; ++round) {
    const NetworkLayer layer = random_convolution(random);
    const Accelerator accelerator = random_accelerator(random, once);
    for (const MappingPolicy policy : kPolicies) {
      const LayerCost a = best_layer_cost(layer, once, accelerator, policy);
      const LayerCost b = best_layer_cost(layer, twice, accelerator, policy);
      EXPECT_EQ(a.mapping, b.mapping) << a.mapping.to_string() << "\n" << b.mapping.to_string();
      EXPECT_EQ(a.latency_cycles, b.latency_cycles);
      const auto parts = [](const EnergyBreakdown& e) {
        return std::array{e.mac_pj, e.rf_pj, e.glb_pj, e.dram_pj, e.network_pj, e.leakage_pj, e.total_pj()};
      };
      for (std::size_t i = 0; i < parts(a.energy).size(); ++i) {
        EXPECT_GT(parts(a.energy)[i], 0);
        EXPECT_NEAR(parts(b.energy)[i], 2 * parts(a.energy)[i], 1e-13 * parts(b.energy)[i]) << i;
      }
    }
  }
}

// --- groups ---

ConvShape random_shape(Random& random, std::int64_t groups) {
  const auto in = [&](std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
  };
  ConvShape shape;
  shape.groups = groups;
  shape.in_channels = groups * in(1, 8);
  shape.out_channels = groups * in(1, 8);
  shape.kernel_h = in(1, 3), shape.kernel_w = in(1, 3);
  shape.in_height = in(3, 12), shape.in_width = in(3, 12);
  shape.stride_h = static_cast<int>(in(1, 2)), shape.stride_w = static_cast<int>(in(1, 2));
  return shape;
}

TEST(Groups, GroupsMultiplyWhatTheyDoNotShare) {
  Random random(4, "groups");
  for (int round = 0; round < 200; ++round) {
    const ConvShape grouped = random_shape(random, 1 + static_cast<std::int64_t>(random.below(6)));
    ConvShape dense = grouped;
    dense.groups = 1;
    const Layer a = convolution("grouped", grouped), b = convolution("dense", dense);
    EXPECT_EQ(a.macs() * grouped.groups, b.macs());
    EXPECT_EQ(a.volume(Tensor::Weights) * grouped.groups, b.volume(Tensor::Weights));
    EXPECT_EQ(a.volume(Tensor::Inputs), b.volume(Tensor::Inputs));
    EXPECT_EQ(a.volume(Tensor::Outputs), b.volume(Tensor::Outputs));
    EXPECT_EQ(same_shape(a, b), grouped.groups == 1);
  }
}

TEST(Groups, OneGroupIsTheDenseConvolution) {
  const auto read = [](const std::string& groups) {
    return parse_network(
        "name: n\nlayers:\n  - {name: c, type: conv, input: {channels: 12, height: 9, width: 7}, "
        "output_channels: 10, kernel: 3" +
            groups + "}\n",
        "n.yaml");
  };
  const Layer dense = read("").layers[0].layer, one = read(", groups: 1").layers[0].layer;
  EXPECT_EQ(dense.bounds, (Bounds{{1, 1, 10, 12, 5, 7, 3, 3}}));
  EXPECT_TRUE(same_shape(dense, one));
}

// Factors of one group of a layer over all places, in any order.
Mapping random_mapping(Random& random) {
  Mapping mapping;
  std::int64_t macs = 1;
  for (int attempt = 0; attempt < 12; ++attempt) {
    const Dim d = kAllDims[2 + random.below(kDims - 2)];
    const auto factor = 2 + static_cast<std::int64_t>(random.below(4));
    Bounds* places[] = {&mapping.dram, &mapping.buffer, &mapping.register_file, &mapping.spatial_x,
                        &mapping.spatial_y};
    if (macs * factor > 5000) continue;
    macs *= factor;
    (*places[random.below(5)])[d] *= factor;
  }
  random.shuffle(mapping.dram_order);
  random.shuffle(mapping.buffer_order);
  mapping.weights_bypass_buffer = random.below(2) == 0;
  return mapping;
}

std::array<double, 8> figures(const MappingCounts& c) {
  return {c.compute_cycles, c.rf_reads,   c.rf_writes,   c.glb_reads,
          c.glb_writes,     c.dram_reads, c.dram_writes, c.network_words};
}

// Groups share no word, so that G of them do G times what one does, one after another or side by side.
TEST(Groups, EveryCountIsThatOfOneGroupTimesTheGroups) {
  Random random(5, "groups of a mapping");
  for (int round = 0; round < 500; ++round) {
    Layer layer;
    layer.stride_w = 1 + static_cast<int>(random.below(2)),
    layer.stride_h = 1 + static_cast<int>(random.below(2));
    const Multicast multicast = random.below(2) == 0 ? Multicast::Tiles : Multicast::Words;
    const auto groups = 2 + static_cast<std::int64_t>(random.below(5));
    const Mapping one = random_mapping(random);
    Mapping in_turn = one, abreast = one;
    in_turn.dram[Dim::G] = groups;
    std::stable_partition(in_turn.dram_order.begin(), in_turn.dram_order.end(),
                          [](Dim d) { return d == Dim::G; });  // outermost
    abreast.spatial_x[Dim::G] = groups;
    const auto counts = [&](const Mapping& mapping) { return figures(counts_of(layer, mapping, multicast)); };
    for (std::size_t i = 0; i < figures({}).size(); ++i) {
      const double times = static_cast<double>(groups);
      EXPECT_EQ(counts(in_turn)[i], times * counts(one)[i]) << round << ": " << i;
      EXPECT_EQ(counts(abreast)[i], (i == 0 ? 1 : times) * counts(one)[i]) << round << ": " << i;
    }
  }
}

// The best mapping of a layer whose groups come one after another is one that the grouped layer has as well.
TEST(Groups, TheOptimumIsAtMostThatOfOneGroupTimesTheGroups) {
  Random random(6, "optimum of groups");
  const HardwareSpace space = flat_space(MappingPolicy::Edp, 120);
  int better = 0;
  for (int round = 0; round < 40; ++round) {
    const ConvShape shape = random_shape(random, 2 + static_cast<std::int64_t>(random.below(5)));
    ConvShape one = shape;
    one.groups = 1;
    one.in_channels /= shape.groups, one.out_channels /= shape.groups;
    const Accelerator accelerator = random_accelerator(random, space);
    for (const MappingPolicy policy : kPolicies) {
      const LayerCost of_all = best_layer_cost({convolution("all", shape), 0}, space, accelerator, policy);
      const LayerCost of_one = best_layer_cost({convolution("one", one), 0}, space, accelerator, policy);
      const auto groups = static_cast<double>(shape.groups);
      const double most =
          objective(policy, groups * of_one.latency_cycles, groups * of_one.energy.total_pj());
      const double least = objective(policy, of_all.latency_cycles, of_all.energy.total_pj());
      EXPECT_LE(least, most * (1 + 1e-12)) << round << " " << to_string(policy);
      better += least < 0.99 * most;
    }
  }
  EXPECT_GT(better, 0);  // groups side by side
}

// On one element with a large buffer, least energy moves each word between DRAM and the chip once, but where
// the dataflow's order at the buffer would move partial sums instead (weight_stationary).
TEST(Groups, EachWordOfAGroupedLayerCrossesDramOnce) {
  Random random(7, "grouped words");
  HardwareSpace space = flat_space(MappingPolicy::Energy, 120);
  for (int round = 0; round < 40; ++round) {
    ConvShape shape = random_shape(random, 1 + static_cast<std::int64_t>(random.below(6)));
    shape.stride_h = shape.stride_w = 1;  // a wider step may leave words out
    const Layer layer = convolution("grouped", shape);
    for (const int dataflow : {1, 2, 4, 5}) {
      Accelerator accelerator = space.at(0);
      accelerator.pe_x = accelerator.pe_y = 1, accelerator.glb_bytes = 1 << 19,
      accelerator.dataflow_index = dataflow;
      const LayerCost cost = best_layer_cost({layer, 0}, space, accelerator, MappingPolicy::Energy);
      const MappingCounts& counts = cost.counts;
      SCOPED_TRACE(cost.mapping.to_string());
      EXPECT_EQ(counts.dram_reads,
                static_cast<double>(layer.volume(Tensor::Weights) + layer.volume(Tensor::Inputs)));
      EXPECT_EQ(counts.dram_writes, static_cast<double>(layer.volume(Tensor::Outputs)));
    }
  }
}

// --- the parts make the whole ---

void expect_same(double parts, double whole) { EXPECT_NEAR(parts, whole, 1e-12 * whole); }

void expect_whole(const NetworkLayer& layer, const LayerCost& cost, const LayerExplanation& explained,
                  const UnitCosts& units) {
  const EnergyBreakdown& e = cost.energy;
  expect_same(e.mac_pj + e.rf_pj + e.glb_pj + e.dram_pj + e.network_pj + e.leakage_pj, e.total_pj());
  expect_same(e.total_pj() * 1e-9, cost.energy_mj);
  expect_same(cost.latency_cycles / (units.clock_mhz * 1e3), cost.latency_ms);
  expect_same(units.leakage_mw * cost.latency_ms * 1e6, e.leakage_pj);
  expect_same(static_cast<double>(layer.layer.macs()) * units.mac_pj, e.mac_pj);
  double energy_pj = 0, cycles = 0;
  for (const EnergyItem& item : explained.energy) {
    expect_same(item.count * item.unit_pj, item.energy_pj);
    energy_pj += item.energy_pj;
  }
  for (const CycleItem& item : explained.cycles) cycles = std::max(cycles, item.cycles);
  expect_same(energy_pj, e.total_pj());
  expect_same(cycles, cost.latency_cycles);
}

TEST(Breakdown, ThePartsOfLayersAndNetworksMakeTheWhole) {
  Random random(8, "breakdown");
  for (int round = 0; round < 60; ++round) {
    const HardwareSpace space = flat_space(kPolicies[random.below(3)], random.uniform(20, 400));
    const Accelerator accelerator = random_accelerator(random, space);
    Network network{"random", {}, {}, {}};
    for (int i = 0; i < 3; ++i) {
      network.layers.push_back(random_convolution(random));
      network.layers.back().layer.name += std::to_string(i);
    }
    const NetworkCost cost = network_cost(network, space, accelerator);
    const Explanation explained = explain(network, cost, space, accelerator);
    const UnitCosts units = space.unit_costs(accelerator);
    ASSERT_EQ(cost.layers.size(), 3u);
    double latency_ms = 0, energy_mj = 0, area_um2 = 0, explained_pj = 0;
    for (std::size_t i = 0; i < cost.layers.size(); ++i) {
      expect_whole(network.layers[i], cost.layers[i], explained.layers[i], units);
      latency_ms += cost.layers[i].latency_ms;
      energy_mj += cost.layers[i].energy_mj;
    }
    for (const EnergyItem& item : explained.energy) explained_pj += item.energy_pj;
    for (const AreaItem& item : explained.area) area_um2 += item.area_um2;
    expect_same(latency_ms, cost.metrics.latency_ms);
    expect_same(energy_mj, cost.metrics.energy_mj);
    expect_same(explained_pj * 1e-9, cost.metrics.energy_mj);
    expect_same(area_um2 * 1e-6, cost.metrics.area_mm2);
  }
}

}  // namespace
}  // namespace dance::test
