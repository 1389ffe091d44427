// A space explored in slabs against the same space in one table.
#include "dance/engine/table/space_exploration.h"

#include <gtest/gtest.h>

#include "core/temporary_folder.h"
#include "dance/core/presets.h"

namespace dance::test {
namespace {

HardwareSpace many_parameters() {
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

Network two_layers() {
  return {"two", {{fully_connected("a", 60, 14), 0}, {fully_connected("b", 14, 90), 20}}, {}, {}};
}

TEST(Slabs, CoverTheSpaceInItsOrder) {
  const HardwareSpace space = many_parameters();
  for (const std::int64_t most : {1, 2, 5, 12, 24, 50, 100, 288, 1000}) {
    std::int64_t next = 0;
    for (const Slab& slab : slabs_of(space, most)) {
      EXPECT_EQ(slab.first, next);
      EXPECT_LE(slab.space.size(), std::max<std::int64_t>(most, 2)) << most;  // pe_y stays whole
      for (std::int64_t i = 0; i < slab.space.size(); ++i) {
        Accelerator own = slab.space.at(i), there = space.at(slab.first + i);
        EXPECT_EQ(slab.space.choices_of(own), space.choices_of(there));
        there.dataflow_index = own.dataflow_index, there.word_bits_index = own.word_bits_index;
        there.glb_banks_index = own.glb_banks_index, there.dram_rate_index = own.dram_rate_index;
        EXPECT_EQ(own, there);
      }
      next += slab.space.size();
    }
    EXPECT_EQ(next, space.size());
  }
}

TEST(SpaceExploration, InSlabsIsThatOfOneTable) {
  const test::TemporaryFolder cache;
  const HardwareSpace space = many_parameters();
  const Network network = two_layers();
  NoProgress silent;
  const CostTable table = CostTable::build(request_of(network), space, 1, silent);
  CostFunction cost{CostKind::Weighted, 0.5, 2, 1, {0.01, 0.002, 0.7}};
  Limits limits;
  for (const std::optional<double> area :
       {std::optional<double>(), std::optional(0.35), std::optional(0.001)}) {
    limits.max_area_mm2 = area;
    const Exploration whole = explore(table, {}, cost, limits, 7);
    for (const std::int64_t slab : {5, 50, 1000}) {
      SpaceExploration exploration(network, space, cache.path(), 1, silent, slab);
      const Exploration found = exploration.best(cost, limits, 7);
      EXPECT_EQ(found.accelerators, space.size());
      EXPECT_EQ(found.feasible, whole.feasible);
      ASSERT_EQ(found.best.size(), whole.best.size());
      for (std::size_t i = 0; i < found.best.size(); ++i) {
        EXPECT_EQ(found.best[i].index, whole.best[i].index);
        EXPECT_EQ(found.best[i].cost, whole.best[i].cost);
      }
      ASSERT_EQ(found.nearest.has_value(), whole.nearest.has_value());
      if (found.nearest) {
        EXPECT_EQ(found.nearest->index, whole.nearest->index);
      }
      ParetoFront front;
      for (const ParetoPoint& point : feasible_points(table, {}, limits))
        front.insert(point.index, point.metrics);
      ParetoFront in_slabs = exploration.pareto_front(limits);
      ASSERT_EQ(in_slabs.points().size(), front.points().size());
      for (std::size_t i = 0; i < front.points().size(); ++i)
        EXPECT_EQ(in_slabs.points()[i].index, front.points()[i].index);
    }
  }
}

}  // namespace
}  // namespace dance::test
