// Which dimensions are merged, worked out by hand; words of merged tiles against those of the layer; and
// the claim on which merging rests: bringing the loops of two merged dimensions together adds to no count.
#include "dance/engine/unconstrained/merged_layer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/nest/executor.h"
#include "engine/nest/touched_words.h"
#include "engine/unconstrained/random_cases.h"

namespace dance::test {
namespace {

using namespace unconstrained;

std::string letters_of(const MergedDim& dim) {
  std::string letters;
  for (Dim d : dim.parts) letters += letter_of(d);
  return letters;
}

std::string groups_of(const Layer& layer, InputWords input_words = InputWords::Touched) {
  std::string text;
  const MergedLayer merged(layer, input_words);
  for (const MergedDim& dim : merged.dims()) text += (text.empty() ? "" : " ") + letters_of(dim);
  return text;
}

Layer layer_of(std::initializer_list<std::pair<Dim, std::int64_t>> bounds) {
  Layer layer;
  for (const auto& [d, bound] : bounds) layer.bounds[d] = bound;
  return layer;
}

TEST(MergedLayer, MergesWhatMovesTheInputsToOtherWords) {
  const auto pointwise = layer_of({{Dim::N, 2}, {Dim::M, 4}, {Dim::C, 3}, {Dim::P, 5}, {Dim::Q, 7}});
  EXPECT_EQ(groups_of(pointwise), "NPQ M C");
  EXPECT_EQ(MergedLayer(pointwise).dims()[0].bound, 70);
  EXPECT_FALSE(MergedLayer(pointwise).has_halo());

  // A filter as large as the image: one output, and the taps are like input channels.
  EXPECT_EQ(groups_of(layer_of({{Dim::G, 2}, {Dim::C, 3}, {Dim::R, 5}, {Dim::S, 5}})), "G CRS");

  // A window along the width alone.
  const auto row = layer_of({{Dim::C, 3}, {Dim::P, 8}, {Dim::Q, 8}, {Dim::R, 3}});
  EXPECT_EQ(groups_of(row), "Q C P R");
  EXPECT_TRUE(MergedLayer(row).has_halo());

  // Words between those of a strided or dilated tile are not held, so that tiles are apart there too; where
  // they are, volumes do not multiply.
  Layer strided = pointwise;
  strided.stride_w = 2;
  EXPECT_EQ(groups_of(strided), "NPQ M C");
  EXPECT_EQ(groups_of(strided, InputWords::Extents), "NQ M C P");
  Layer dilated = layer_of({{Dim::C, 3}, {Dim::R, 5}, {Dim::S, 5}});
  dilated.dilation_h = 2;
  EXPECT_EQ(groups_of(dilated), "CRS");
  EXPECT_EQ(groups_of(dilated, InputWords::Extents), "CR S");
}

TEST(MergedLayer, IsSymmetricWhereWidthAndHeightAreAlike) {
  Layer square = layer_of({{Dim::P, 8}, {Dim::Q, 8}, {Dim::R, 3}, {Dim::S, 3}});
  EXPECT_TRUE(MergedLayer(square).is_symmetric());
  square.stride_w = 2;
  EXPECT_FALSE(MergedLayer(square).is_symmetric());
  EXPECT_FALSE(MergedLayer(layer_of({{Dim::P, 8}, {Dim::Q, 8}})).is_symmetric());  // P and Q are one already
}

std::int64_t random_divisor(Random& random, std::int64_t n) {
  for (;;) {
    const std::int64_t d = 1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(n)));
    if (n % d == 0) return d;
  }
}

TEST(MergedLayer, TilesHaveTheWordsOfTheLayersTiles) {
  Random random(1, "merged layer");
  for (int i = 0; i < 500; ++i) {
    const MergedLayer merged(random_layer(random));
    const Layer& layer = merged.layer();
    Bounds extent = kUnitBounds;
    for (Dim d : kAllDims) extent[d] = random_divisor(random, layer.bounds[d]);
    const Factors factors = merged.merged(extent);
    for (Tensor t : kAllTensors) {
      ASSERT_EQ(merged.tile_words(t, factors), static_cast<double>(touched_words(layer, t, extent)));
    }
    const Factors mirror = merged.exchanged(factors);
    EXPECT_EQ(merged.exchanged(mirror), factors);
    if (!merged.is_symmetric()) continue;
    EXPECT_EQ(merged.tile_words(Tensor::Inputs, mirror), merged.tile_words(Tensor::Inputs, factors));
    EXPECT_EQ(merged.axis_tile(InputMove::Width, mirror).words(),
              merged.axis_tile(InputMove::Height, factors).words());
  }
}

TEST(MergedLayer, ProductsOfFactors) {
  const MergedLayer merged(layer_of({{Dim::N, 6}, {Dim::M, 4}, {Dim::C, 9}}));
  Factors factors = kUnitFactors;
  factors[0] = 2, factors[1] = 4, factors[2] = 3;
  EXPECT_EQ(product_of(factors), 24);
  EXPECT_EQ(irrelevant_product(merged, Tensor::Weights, factors), 2);
  EXPECT_EQ(irrelevant_product(merged, Tensor::Inputs, factors), 4);
  EXPECT_EQ(irrelevant_product(merged, Tensor::Outputs, factors), 3);
}

std::int64_t most_of(const TensorCounts& counts) {
  return std::max({counts.reads, counts.fills, counts.updates});
}

// A level with loops of two merged dimensions and others between them.
TEST(MergedLayer, BringingMergedLoopsTogetherAddsToNoCount) {
  Random random(2, "merged layer");
  int less = 0;
  for (int done = 0; done < 150;) {
    const Hierarchy hierarchy = random_hierarchy(random);
    const MergedLayer layer(random_layer(random), hierarchy.input_words);
    if (layer.layer().macs() > 300) continue;
    const SpatialChoices spatial = spatial_choices(layer, hierarchy);
    const RandomMapping mapping = random_mapping(random, layer, hierarchy, spatial);
    Nest nest = mapping.nest;
    for (NestLevel& level : nest.levels) {
      std::vector<Loop>& loops = level.temporal;
      for (std::size_t i = loops.size(); i-- > 1;) std::swap(loops[i], loops[random.below(i + 1)]);
    }
    Nest together = nest;
    bool moved = false;
    for (NestLevel& level : together.levels) {
      std::vector<Loop>& loops = level.temporal;
      for (std::size_t outer = 0; outer < loops.size() && !moved; ++outer) {
        for (std::size_t inner = outer + 2; inner < loops.size() && !moved; ++inner) {
          moved = layer.place(loops[outer].dim) == layer.place(loops[inner].dim);
          if (!moved) continue;
          std::rotate(loops.begin() + static_cast<std::ptrdiff_t>(outer),
                      loops.begin() + static_cast<std::ptrdiff_t>(outer) + 1,
                      loops.begin() + static_cast<std::ptrdiff_t>(inner));
        }
      }
    }
    if (!moved) continue;
    ++done;
    const NestCounts apart = execute(nest), beside = execute(together);
    for (std::size_t l = 0; l < nest.levels.size(); ++l) {
      for (std::size_t t = 0; t < kTensors; ++t) {
        const TensorCounts &a = apart.levels[l][t], &b = beside.levels[l][t];
        ASSERT_EQ(a.tile_words, b.tile_words);
        ASSERT_LE(b.reads, a.reads);
        ASSERT_LE(b.fills, a.fills);
        ASSERT_LE(b.updates, a.updates);
        less += most_of(b) < most_of(a) ? 1 : 0;
      }
    }
  }
  EXPECT_GT(less, 20);
}

}  // namespace
}  // namespace dance::test
