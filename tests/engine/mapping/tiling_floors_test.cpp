// The bounds of tiles at every level, against every order of their loops.
#include "dance/engine/mapping/tiling_floors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <tuple>

#include "dance/engine/mapping/map_visitor.h"
#include "dance/engine/mapping/order_walk.h"
#include "engine/mapping/mapping_cases.h"

namespace dance::test {
namespace {

// What the innermost loop of a level leaves in place; none where the level has no loop but G.
std::optional<Stationary> stationary_of(const OrderedLevel& level) {
  if (level.loops.ordered.empty()) return std::nullopt;
  return stationary_under(level.loops.ordered[level.option.loop_at(0)].dim);
}

std::array<double, 9> values_of(const MappingCounts& c) {
  return {c.compute_cycles, c.rf_reads,    c.rf_writes,     c.glb_reads,  c.glb_writes,
          c.dram_reads,     c.dram_writes, c.network_words, c.pass_cycles};
}

// Compares every mapping of one tiling with its bound.
class Comparing final : public MapVisitor {
 public:
  Comparing(const MapProblem& problem, const TilingFloors& floors) : problem_(problem), floors_(floors) {}

  bool may_matter(const MappingSummary&) override { return true; }
  void visit(const VisitedMapping& mapping) override {
    const Stationary at_dram = stationary_of(mapping.dram).value_or(kWeightsStay);
    const Stationary inside = stationary_of(mapping.buffer).value_or(at_dram);
    EXPECT_NE(floors_.possible_inside() & inside, 0u);
    EXPECT_NE(floors_.possible_at_dram() & at_dram, 0u);
    Fills fills;
    floors_.set_inside(inside, fills);
    floors_.set_at_dram(at_dram, mapping.bypass, fills);
    const auto floor = values_of(counts_of(problem_, mapping.tiling.array, fills, mapping.bypass));
    const auto counts = values_of(mapping.summary.counts);
    for (std::size_t v = 0; v < floor.size(); ++v)
      EXPECT_LE(floor[v], counts[v] * (1 + 1e-12))
          << "count " << v << " of " << mapping.mapping().to_string();
    Fills rough;
    floors_.set_at_dram_roughly(at_dram, mapping.bypass, rough);
    EXPECT_LE(rough.buffer_inputs, fills.buffer_inputs);
    EXPECT_EQ(rough.buffer_weights, fills.buffer_weights);
    ++compared;
    tight += counts == floor ? 1 : 0;
  }

  int compared = 0, tight = 0;

 private:
  const MapProblem& problem_;
  const TilingFloors& floors_;
};

TEST(TilingFloors, NoMappingIsBelowItsBound) {
  Random random(1, "tiling floors");
  int compared = 0, tight = 0;
  for (int i = 0; i < 120; ++i) {
    const Layer layer = random_layer(random, 60);
    const Dataflow dataflow = random_dataflow(random);
    const MapProblem problem(layer, dataflow,
                             {3, 2, {80, 160, 320}, {300, 1000, 8000}, {}, random_pass(random)});
    SCOPED_TRACE(describe(layer) + " under " + describe(dataflow));
    BufferTilings tilings(problem);
    for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
      const LayerWords words = padded_words(problem, spatial);
      for_each_array_tiling(problem, spatial, [&](const ArrayTiling& array) {
        const ArrayFloors of_array(problem, array, words);
        tilings.for_each(array, [&](const BufferTiling& tiling) {
          const TilingFloors floors(problem, tiling, words, of_array.least_input_fills());
          Comparing visitor(problem, floors);
          constexpr StationarySet kAny = kWeightsStay | kOutputsStay | kInputsStay;
          OrderWalk(problem, visitor).walk(tiling, {kAny, problem.may_bypass ? kAny : 0});
          compared += visitor.compared;
          tight += visitor.tight;
        });
      });
    });
  }
  // A bound that no mapping comes near would be of no use.
  EXPECT_GT(compared, 5000);
  EXPECT_GT(tight, compared / 3);
}

}  // namespace
}  // namespace dance::test
