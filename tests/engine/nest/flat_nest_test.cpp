#include "dance/engine/nest/flat_nest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dance::test {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// Outer level: M4 C2, its fan-out P2; inner level: P3 R3. Stride 2.
Nest small_nest() {
  Nest nest;
  nest.stride_w = 2;
  nest.levels.resize(2);
  nest.levels[0].temporal = {{Dim::M, 4}, {Dim::Q, 1}, {Dim::C, 2}};
  nest.levels[0].spatial_x = {{Dim::P, 2}};
  nest.levels[1].temporal = {{Dim::P, 3}, {Dim::R, 3}};
  return nest;
}

TEST(FlatNest, LoopsByHand) {
  const Nest nest = small_nest();
  const FlatNest flat(nest);
  EXPECT_EQ(flat.depth(), 2);
  EXPECT_EQ(flat.temporal_product(), 72);
  EXPECT_EQ(flat.spatial_product(), 2);
  struct Row {
    Dim dim;
    std::int64_t bound, step, outside;
    bool spatial;
  };
  const std::vector<Row> expected = {
      {Dim::M, 4, 1, 1, false},
      {Dim::C, 2, 1, 4, false},
      {Dim::P, 2, 3, 8, true},  // each instance has the three places of the loop inside
      {Dim::P, 3, 1, 8, false},
      {Dim::R, 3, 1, 24, false}};
  ASSERT_EQ(flat.loops().size(), expected.size());  // the loop of bound 1 is gone
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const FlatLoop& loop = flat.loops()[i];
    EXPECT_EQ(loop.dim, expected[i].dim) << i;
    EXPECT_EQ(loop.bound, expected[i].bound) << i;
    EXPECT_EQ(loop.step, expected[i].step) << i;
    EXPECT_EQ(loop.outside, expected[i].outside) << i;
    EXPECT_EQ(loop.spatial, expected[i].spatial) << i;
  }
  EXPECT_EQ(flat.first_loop(1), 3u);
  EXPECT_EQ(flat.first_loop(2), 5u);  // the MACs lie inside all loops
  EXPECT_EQ(flat.instances(0), 1);
  EXPECT_EQ(flat.instances(1), 2);
}

TEST(FlatNest, TilesByHand) {
  const Nest nest = small_nest();
  const FlatNest flat(nest);
  const auto words = [&](Tensor tensor, int level) {
    return volume(flat.tile_at(level, flat.projections_of(tensor)));
  };
  EXPECT_EQ(words(Tensor::Weights, 0), 4 * 2 * 3);
  EXPECT_EQ(words(Tensor::Outputs, 0), 4 * 6);
  EXPECT_EQ(words(Tensor::Inputs, 0), 2 * (5 * 2 + 3));  // six outputs, two words apart, under three taps
  EXPECT_EQ(words(Tensor::Weights, 1), 3);
  EXPECT_EQ(words(Tensor::Outputs, 1), 3);
  EXPECT_EQ(words(Tensor::Inputs, 1), 2 * 2 + 3);
  EXPECT_EQ(words(Tensor::Inputs, 2), 1);
}

TEST(FlatNest, RefusesProductsBeyond64Bits) {
  Nest nest;
  nest.levels.resize(1);
  nest.levels[0].temporal = {{Dim::M, std::int64_t{1} << 40}, {Dim::C, std::int64_t{1} << 40}};
  EXPECT_THAT([&] { FlatNest flat(nest); }, ThrowsMessage<Error>(HasSubstr("does not fit into 64 bits")));
}

}  // namespace
}  // namespace dance::test
