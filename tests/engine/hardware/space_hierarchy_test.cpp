// An accelerator of a space as a hierarchy: the general engine gives a mapping the cycles and energy that the
// template's own equations give it.
#include "dance/engine/hardware/space_hierarchy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "dance/core/presets.h"
#include "dance/core/random.h"
#include "dance/engine/mapping/mapper.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "dance/engine/nest/nest_cost.h"

namespace dance::test {
namespace {

Layer layer_of(std::int64_t g, std::int64_t m, std::int64_t c, std::int64_t p, std::int64_t r, int stride) {
  Layer layer;
  layer.bounds[Dim::G] = g, layer.bounds[Dim::M] = m, layer.bounds[Dim::C] = c;
  layer.bounds[Dim::P] = layer.bounds[Dim::Q] = p, layer.bounds[Dim::R] = layer.bounds[Dim::S] = r;
  layer.stride_w = layer.stride_h = stride;
  return layer;
}

void expect_costs_of_the_template(const HardwareSpace& space) {
  const Layer layers[] = {layer_of(1, 12, 6, 7, 3, 1), layer_of(18, 1, 1, 8, 5, 2),
                          layer_of(1, 40, 30, 1, 1, 1), layer_of(1, 24, 12, 14, 1, 1)};
  Random random(1, "space hierarchy");
  for (int i = 0; i < 24; ++i) {
    const auto number = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(space.size())));
    const Accelerator accelerator = space.at(number);
    const Layer& layer = layers[i % 4];
    const auto mapped = best_mapping({layer, 0}, space, accelerator, MappingPolicy::Edp);
    ASSERT_TRUE(mapped);
    const Hierarchy hierarchy = hierarchy_of(space, accelerator);
    Nest nest = nest_of(layer, mapped->mapping, space.dataflow_of(accelerator).multicast);
    nest.stationary = hierarchy.stationary();
    const NestCounts counts = counts_of(nest);
    const NestCost cost = cost_of(counts, units_of(hierarchy), layer.macs());
    SCOPED_TRACE(mapped->mapping.to_string());
    // The general engine rounds the transfers up, and then the sum.
    const bool exposed = space.array_pass && space.array_pass->transfer_overlap < 1;
    EXPECT_GE(cost.cycles, std::ceil(mapped->latency_cycles - 1e-6));
    EXPECT_LE(cost.cycles, std::ceil(mapped->latency_cycles - 1e-6) + (exposed ? 1 : 0));
    const double leakage_of_rounding =
        hierarchy.leakage_pj_per_cycle * (cost.cycles - mapped->latency_cycles);
    EXPECT_NEAR(cost.energy_pj - leakage_of_rounding, mapped->energy_pj, 1e-9 * mapped->energy_pj);
    // The tiles that the mapper chose fit the hierarchy's levels.
    for (std::size_t l = 1; l < hierarchy.levels.size(); ++l) {
      double words = 0;
      for (std::size_t t = 0; t < kTensors; ++t) {
        words += hierarchy.levels[l].units.word[t] * static_cast<double>(counts.levels[l][t].tile_words);
      }
      EXPECT_LE(words, static_cast<double>(hierarchy.levels[l].capacity_words));
    }
    EXPECT_EQ(hierarchy.macs_built(), accelerator.pe_x * accelerator.pe_y);
    EXPECT_EQ(hierarchy.fanout_x(1), accelerator.pe_x);
  }
}

TEST(SpaceHierarchy, CostsAreThoseOfTheTemplate) {
  expect_costs_of_the_template(HardwareSpace::load(find_preset("hardware", "edge")));
}

TEST(SpaceHierarchy, CostsAreThoseOfTheTemplateWhereTransfersDoNotOverlap) {
  HardwareSpace space = HardwareSpace::load(find_preset("hardware", "edge"));
  ArrayPassRule& pass = space.array_pass.emplace();
  pass.fill_drain_cycles.number = 3;
  for (const double overlap : {0.0, 0.3, 1.0}) {
    pass.transfer_overlap = overlap;
    expect_costs_of_the_template(space);
  }
}

TEST(SpaceHierarchy, WordsOfSeveralWidthsCountAsTheirBits) {
  HardwareSpace space = HardwareSpace::load(find_preset("hardware", "edge"));
  WordBits narrow;
  narrow.register_file = {8, 8, 32}, narrow.global_buffer = {8, 8, 16}, narrow.dram = {8, 8, 8};
  space.word_bits = {narrow};
  expect_costs_of_the_template(space);
}

}  // namespace
}  // namespace dance::test
