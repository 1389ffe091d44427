#include "dance/engine/mapping/map_problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "engine/mapping/mapping_cases.h"
#include "engine/nest/touched_words.h"

namespace dance::test {
namespace {

const MapLimits kLimits{4, 4, {1024}, {65536}, {}};

Layer layer_of(const Bounds& bounds, int stride = 1, int dilation = 1) {
  return {"layer", bounds, stride, stride, dilation, dilation};
}

const Bounds kPointwise = {{1, 1, 4, 3, 6, 6, 1, 1}}, kSquare = {{1, 1, 4, 3, 6, 6, 3, 3}};

TEST(MapProblem, HasAMirrorWhereWidthAndHeightPlayTheSamePart) {
  const auto mirrors = [](const Layer& layer, const Dataflow& dataflow) {
    return MapProblem(layer, dataflow, kLimits).mirrors;
  };
  Dataflow both;
  for (DimSet* dims : {&both.spatial_x, &both.spatial_y, &both.register_file, &both.buffer_innermost})
    (*dims)[Dim::P] = (*dims)[Dim::Q] = (*dims)[Dim::R] = (*dims)[Dim::S] = true;
  EXPECT_TRUE(mirrors(layer_of(kSquare), Dataflow{}));
  EXPECT_TRUE(mirrors(layer_of(kSquare, 2, 3), both));
  for (Dim d : {Dim::P, Dim::Q, Dim::R, Dim::S}) {
    Bounds bounds = kSquare;
    ++bounds[d];
    EXPECT_FALSE(mirrors(layer_of(bounds), both)) << letter_of(d);
    for (DimSet Dataflow::*dims : {&Dataflow::spatial_x, &Dataflow::spatial_y, &Dataflow::register_file,
                                   &Dataflow::buffer_innermost}) {
      Dataflow one = both;
      (one.*dims)[d] = false;
      EXPECT_FALSE(mirrors(layer_of(kSquare), one)) << letter_of(d);
    }
  }
  for (int Layer::*amount : {&Layer::stride_w, &Layer::stride_h, &Layer::dilation_w, &Layer::dilation_h}) {
    Layer layer = layer_of(kSquare);
    layer.*amount = 2;
    EXPECT_FALSE(mirrors(layer, both));
  }
}

TEST(MapProblem, KnowsLayersWhoseInputTilesAreApart) {
  Dataflow tiles, words;
  words.multicast = Multicast::Words;
  const MapProblem pointwise(layer_of(kPointwise), words, kLimits), filter(layer_of(kSquare), words, kLimits),
      row(layer_of({{1, 1, 4, 3, 6, 6, 3, 1}}), words, kLimits);
  EXPECT_TRUE(pointwise.disjoint);
  EXPECT_FALSE(filter.disjoint);
  EXPECT_FALSE(row.disjoint);
  EXPECT_FALSE(pointwise.by_words);
  EXPECT_TRUE(filter.by_words);
  EXPECT_FALSE(MapProblem(layer_of(kSquare), tiles, kLimits).by_words);
  EXPECT_TRUE(pointwise.plain_pixels);
  EXPECT_TRUE(MapProblem(layer_of(kPointwise, 2), words, kLimits).plain_pixels);
  EXPECT_FALSE(filter.plain_pixels);
}

TEST(MapProblem, TilesHoldTheWindowsOfTheirOutputs) {
  Random random(1, "tiles");
  for (int i = 0; i < 50; ++i) {
    const Layer layer = random_layer(random, 500);
    const MapProblem problem(layer, Dataflow{}, kLimits);
    Bounds extent = kUnitBounds;
    for (Dim d : kMappedDims) extent[d] = static_cast<std::int64_t>(1 + random.below(4));
    const TensorTiles tiles = problem.tiles_of(extent);
    EXPECT_EQ(tiles.weights, static_cast<double>(touched_words(layer, Tensor::Weights, extent)));
    EXPECT_EQ(tiles.inputs, static_cast<double>(touched_words(layer, Tensor::Inputs, extent)));
    EXPECT_EQ(tiles.outputs, static_cast<double>(touched_words(layer, Tensor::Outputs, extent)));
    const auto columns = touched_by({extent[Dim::P], extent[Dim::R], layer.stride_w, layer.dilation_w}),
               rows = touched_by({extent[Dim::Q], extent[Dim::S], layer.stride_h, layer.dilation_h});
    EXPECT_EQ(tiles.input.width.words(), static_cast<double>(columns.size()));
    EXPECT_EQ(tiles.input.height.words(), static_cast<double>(rows.size()));
    EXPECT_EQ(tiles.input.planes, static_cast<double>(extent[Dim::N] * extent[Dim::G] * extent[Dim::C]));
    EXPECT_EQ(tiles.input.volume(), tiles.inputs);
  }
}

TEST(MapProblem, CapacitiesAreInBitsAndCountsInReferenceWords) {
  const MapProblem problem(layer_of(kSquare), Dataflow{},
                           {1, 1, {1024}, {65536}, {{8, 4, 32}, {8, 16, 16}, {8, 16, 64}}});
  TensorTiles tiles;
  tiles.weights = 3, tiles.inputs = 5, tiles.outputs = 7;
  EXPECT_EQ(problem.rf_bits(tiles), 3 * 8 + 5 * 4 + 7 * 32);
  EXPECT_EQ(problem.glb_bits(tiles, false), 3 * 8 + 5 * 16 + 7 * 16);
  EXPECT_EQ(problem.glb_bits(tiles, true), 5 * 16 + 7 * 16);
  EXPECT_THAT(problem.rf_word, ::testing::ElementsAre(0.25, 0.125, 1));  // of 32 bits
  EXPECT_THAT(problem.glb_word, ::testing::ElementsAre(0.25, 0.5, 0.5));
  EXPECT_THAT(problem.dram_word, ::testing::ElementsAre(0.25, 0.5, 2));
}

TEST(MapProblem, StepsAreOfTheSmallestCapacityThatHolds) {
  const std::vector<std::int64_t> capacities = {10, 20, 40};
  EXPECT_EQ(step_that_holds(1, capacities), 0u);
  EXPECT_EQ(step_that_holds(10, capacities), 0u);
  EXPECT_EQ(step_that_holds(11, capacities), 1u);
  EXPECT_EQ(step_that_holds(40, capacities), 2u);
  EXPECT_EQ(step_that_holds(41, capacities), 3u);
}

// Every divisor of what an array can leave of a dimension is known.
TEST(MapProblem, KnowsTheDivisorsOfAllPasses) {
  Dataflow dataflow;
  dataflow.spatial_x[Dim::M] = true;
  const MapProblem problem(fully_connected("fc", 6, 10), dataflow, kLimits);
  ASSERT_EQ(problem.spatial_options[Dim::M].size(), 4u);  // 4, 3, 2 and 1 elements
  EXPECT_THAT(problem.divisors.of(3), ::testing::ElementsAre(1, 3));
  EXPECT_THAT(problem.divisors.of(4), ::testing::ElementsAre(1, 2, 4));
  EXPECT_THAT(problem.divisors.of(5), ::testing::ElementsAre(1, 5));
  EXPECT_THAT(problem.divisors.of(10), ::testing::ElementsAre(1, 2, 5, 10));
  EXPECT_THAT(problem.divisors.of(6), ::testing::ElementsAre(1, 2, 3, 6));
}

}  // namespace
}  // namespace dance::test
