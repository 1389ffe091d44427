// The loops in the register files against those that a walk over every mapping comes to, and what follows
// from them against the words of every register file, listed one by one.
#include "dance/engine/mapping/array_tiling.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <vector>

#include "engine/mapping/map_space_walk.h"
#include "engine/mapping/mapping_cases.h"
#include "engine/nest/touched_words.h"

namespace dance::test {
namespace {

constexpr std::int64_t kMany = 1 << 20;
using ArrayFactors = std::array<Bounds, 3>;  // on X, on Y, in the register file

ArrayFactors factors_of(const ArrayTiling& array) {
  const Factors all = dance::test::factors_of(BufferTiling{array, {}, {}, {}, {}});
  return {all[2], all[3], all[4]};
}

ArrayFactors mirrored(const ArrayFactors& factors) {
  const Factors mirror = mirror_of({kUnitBounds, kUnitBounds, factors[0], factors[1], factors[2]});
  return {mirror[2], mirror[3], mirror[4]};
}

Layer square_layer(Random& random, std::int64_t most_macs) {
  Layer layer = random_layer(random, most_macs);
  layer.bounds[Dim::Q] = layer.bounds[Dim::P], layer.bounds[Dim::S] = layer.bounds[Dim::R];
  layer.stride_h = layer.stride_w, layer.dilation_h = layer.dilation_w;
  return layer;
}

Dataflow square_dataflow(Random& random) {
  Dataflow dataflow = random_dataflow(random);
  for (DimSet* dims :
       {&dataflow.spatial_x, &dataflow.spatial_y, &dataflow.register_file, &dataflow.buffer_innermost}) {
    (*dims)[Dim::Q] = (*dims)[Dim::P], (*dims)[Dim::S] = (*dims)[Dim::R];
  }
  return dataflow;
}

TEST(ArrayTiling, AreThoseOfEveryMappingAndOneOfMirrorImages) {
  Random random(1, "array tilings");
  std::size_t tilings = 0, mirrors = 0;
  for (int i = 0; i < 80; ++i) {
    const bool square = i % 2 == 1;
    const Layer layer = square ? square_layer(random, 12) : random_layer(random, 40);
    const Dataflow dataflow = square ? square_dataflow(random) : random_dataflow(random);
    const auto rf_bits = static_cast<std::int64_t>(16 * (3 + random.below(25)));
    const WordBits words = i % 3 == 0 ? WordBits{{8, 4, 24}, {8, 8, 16}, {8, 8, 8}} : WordBits{};
    SCOPED_TRACE(describe(layer) + " under " + describe(dataflow));
    std::set<ArrayFactors> expected, found;
    for_each_mapping(layer, dataflow, {3, 3, rf_bits, kMany}, words, [&](const Mapping& m, const Needs&) {
      expected.insert({m.spatial_x, m.spatial_y, m.register_file});
    });
    const MapProblem problem(layer, dataflow, {3, 3, {rf_bits / 2, rf_bits}, {kMany}, words});
    for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
      for_each_array_tiling(problem, spatial, [&](const ArrayTiling& array) {
        const ArrayFactors factors = factors_of(array), mirror = mirrored(factors);
        EXPECT_TRUE(found.insert(factors).second) << "a choice comes twice";
        EXPECT_EQ(expected.count(factors), 1u);
        EXPECT_EQ(array.is_own_mirror, problem.mirrors && mirror == factors);
        EXPECT_TRUE(!problem.mirrors || mirror == factors || found.count(mirror) == 0);
        mirrors += problem.mirrors && mirror != factors ? 1 : 0;
      });
    });
    for (const ArrayFactors& factors : expected)
      EXPECT_TRUE(found.count(factors) + (problem.mirrors ? found.count(mirrored(factors)) : 0) > 0);
    tilings += found.size();
  }
  EXPECT_GT(tilings, 1000u);
  EXPECT_GT(mirrors, 50u);
}

// Where a tile of the inputs starts: image, group, channel, column and row.
using Corner = std::array<std::int64_t, 5>;

std::set<Corner> words_of(const Corner& corner, const ArrayTiling& array) {
  std::set<Corner> words;
  const auto& [image, group, channel, column, row] = corner;
  for (std::int64_t n = 0; n < array.register_file[Dim::N]; ++n) {
    for (std::int64_t g = 0; g < array.register_file[Dim::G]; ++g) {
      for (std::int64_t c = 0; c < array.register_file[Dim::C]; ++c) {
        for (const std::int64_t x : touched_by(array.tile.input.width.window())) {
          for (const std::int64_t y : touched_by(array.tile.input.height.window()))
            words.insert({image + n, group + g, channel + c, column + x, row + y});
        }
      }
    }
  }
  return words;
}

// The corners of the input tiles of all register files, and how many tiles of the other tensors differ.
struct Array {
  std::vector<Corner> corners;
  std::set<std::vector<std::int64_t>> weights, outputs;
};

void place(const Layer& layer, const ArrayTiling& array, std::size_t position, Bounds& at, Array& all) {
  if (position < kMappedDims.size()) {
    const Dim d = kMappedDims[position];
    for (at[d] = 0; at[d] < array.spatial.of[d].factor; ++at[d]) place(layer, array, position + 1, at, all);
    return;
  }
  const auto first = [&](Dim d) { return at[d] * array.register_file[d]; };
  all.corners.push_back({first(Dim::N), first(Dim::G), first(Dim::C),
                         first(Dim::P) * layer.stride_w + first(Dim::R) * layer.dilation_w,
                         first(Dim::Q) * layer.stride_h + first(Dim::S) * layer.dilation_h});
  all.weights.insert({at[Dim::G], at[Dim::M], at[Dim::C], at[Dim::R], at[Dim::S]});
  all.outputs.insert({at[Dim::N], at[Dim::G], at[Dim::M], at[Dim::P], at[Dim::Q]});
}

Array array_of(const Layer& layer, const ArrayTiling& array) {
  Bounds at{};
  Array all;
  place(layer, array, 0, at, all);
  return all;
}

void check_inputs(const MapProblem& problem, const ArrayTiling& array, const Array& all) {
  const std::set<Corner> different(all.corners.begin(), all.corners.end());
  EXPECT_EQ(array.distinct_inputs, static_cast<double>(different.size()));
  if (!problem.by_words) return;
  std::set<Corner> held;
  for (const Corner& corner : different) held.merge(words_of(corner, array));
  const ArrayTile& shared = array.shared_inputs;
  EXPECT_EQ(shared.volume(), static_cast<double>(held.size()));
  // What each register file newly needs when all tiles move on along one axis.
  for (const std::size_t axis : {std::size_t{3}, std::size_t{4}}) {
    const std::vector<double>& added = axis == 3 ? shared.added_width : shared.added_height;
    const double across = axis == 3 ? shared.height : shared.width;
    ASSERT_EQ(added.size(),
              static_cast<std::size_t>(
                  (axis == 3 ? array.tile.input.width : array.tile.input.height).window().extent()) +
                  1);
    for (std::size_t move = 0; move < added.size(); ++move) {
      std::set<Corner> needed;
      for (Corner corner : different) {
        const std::set<Corner> before = words_of(corner, array);
        corner[axis] += static_cast<std::int64_t>(move);
        for (const Corner& word : words_of(corner, array)) {
          if (before.count(word) == 0) needed.insert(word);
        }
      }
      EXPECT_EQ(added[move] * across * shared.planes, static_cast<double>(needed.size()));
    }
  }
}

TEST(ArrayTiling, SaysWhatTheRegisterFilesHold) {
  Random random(1, "register files");
  for (int i = 0; i < 60; ++i) {
    const Layer layer = random_layer(random, 100);
    const Dataflow dataflow = random_dataflow(random);
    const WordBits words{{8, 4, 24}, {8, 8, 16}, {8, 8, 8}};
    const MapProblem problem(layer, dataflow, {4, 3, {60, 100, 160, 300}, {kMany}, words});
    SCOPED_TRACE(describe(layer) + " under " + describe(dataflow));
    for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
      for_each_array_tiling(problem, spatial, [&](const ArrayTiling& array) {
        double passes = 1, output_tiles = 1;
        for (Dim d : kMappedDims) {
          const SpatialFactor& of = spatial.of[d];
          EXPECT_EQ(array.register_file[d] * array.outside[d], of.passes);
          EXPECT_EQ(array.extent[d], array.register_file[d] * of.factor);
          passes *= static_cast<double>(of.passes);
          if (d != Dim::C && d != Dim::R && d != Dim::S)
            output_tiles *= static_cast<double>(array.outside[d]);
        }
        const std::int64_t bits = 8 * touched_words(layer, Tensor::Weights, array.register_file) +
                                  4 * touched_words(layer, Tensor::Inputs, array.register_file) +
                                  24 * touched_words(layer, Tensor::Outputs, array.register_file);
        EXPECT_EQ(array.rf_step, bits <= 60 ? 0u : bits <= 100 ? 1u : bits <= 160 ? 2u : 3u);
        EXPECT_LE(bits, 300);
        const Array all = array_of(layer, array);
        EXPECT_EQ(array.instances, static_cast<double>(all.corners.size()));
        EXPECT_EQ(array.passes, passes);
        EXPECT_EQ(array.padded_macs, passes * static_cast<double>(all.corners.size()));
        EXPECT_EQ(array.output_tiles, output_tiles);
        EXPECT_EQ(array.distinct_weights, static_cast<double>(all.weights.size()));
        EXPECT_EQ(array.distinct_outputs, static_cast<double>(all.outputs.size()));
        check_inputs(problem, array, all);
      });
    });
  }
}

}  // namespace
}  // namespace dance::test
