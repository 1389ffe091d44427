#include "dance/engine/nest/fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/core/error.h"

namespace dance::test {
namespace {

using ::testing::IsEmpty;

std::array<TensorCounts, kTensors> tiles(std::int64_t weights, std::int64_t inputs, std::int64_t outputs) {
  std::array<TensorCounts, kTensors> level;
  const std::array<std::int64_t, kTensors> words = {weights, inputs, outputs};
  for (std::size_t t = 0; t < kTensors; ++t) level[t].kept = true, level[t].tile_words = words[t];
  return level;
}

std::vector<Misfit> check(const std::array<TensorCounts, kTensors>& level, std::int64_t capacity,
                          const std::array<double, kTensors>& words = {1, 1, 1}) {
  std::vector<Misfit> misfits;
  check_capacity(level, "buffer", capacity, misfits, words);
  return misfits;
}

TEST(Fit, TilesThatAreKeptShareTheCapacity) {
  auto level = tiles(10, 20, 3);
  EXPECT_THAT(check(level, 33), IsEmpty());
  ASSERT_EQ(check(level, 32).size(), 1u);
  EXPECT_EQ(check(level, 32)[0].needed, 33);
  EXPECT_EQ(check(level, 32)[0].lacking(), 1);
  EXPECT_THAT(check(level, 0), IsEmpty());  // unlimited
  level[1].kept = false;
  EXPECT_THAT(check(level, 13), IsEmpty());
  ASSERT_EQ(check(level, 12).size(), 1u);
  EXPECT_EQ(check(level, 12)[0].tile_words, (std::array<std::int64_t, kTensors>{10, 0, 3}));
}

// 3 half words and 5 quarter words are 2.75 words, which take 3 beside the 20 whole ones.
TEST(Fit, NarrowWordsAreRoundedUpTogether) {
  EXPECT_THAT(check(tiles(3, 20, 5), 23, {0.5, 1, 0.25}), IsEmpty());
  ASSERT_EQ(check(tiles(3, 20, 5), 22, {0.5, 1, 0.25}).size(), 1u);
  EXPECT_EQ(check(tiles(3, 20, 5), 22, {0.5, 1, 0.25})[0].needed, 23);
}

// 1 and 14 words of 8 bits are six of 20 bits; in floating point their sum comes out above it.
TEST(Fit, FractionsThatAreNotExactMakeNoFurtherWord) {
  EXPECT_THAT(check(tiles(1, 14, 2), 8, {0.4, 0.4, 1}), IsEmpty());
  EXPECT_EQ(check(tiles(1, 15, 2), 8, {0.4, 0.4, 1}).at(0).needed, 9);
  for (std::int64_t w = 1; w < 60; ++w) {
    for (std::int64_t i = 1; i < 60; ++i) {
      const std::int64_t words = (8 * (w + i) + 19) / 20;
      EXPECT_THAT(check(tiles(w, i, 1), words + 1, {0.4, 0.4, 1}), IsEmpty()) << w << " " << i;
      EXPECT_EQ(check(tiles(w, i, 1), words, {0.4, 0.4, 1}).size(), 1u) << w << " " << i;
    }
  }
}

TEST(Fit, InstancesMultiplyOnTheWayDown) {
  Nest nest;
  nest.levels.resize(2);
  nest.levels[0].spatial_x = {{Dim::M, 4}};
  nest.levels[1].spatial_x = {{Dim::C, 3}};
  nest.levels[1].spatial_y = {{Dim::P, 2}};
  Hierarchy hierarchy;
  hierarchy.levels.resize(2);
  hierarchy.levels[0].name = "DRAM", hierarchy.levels[1].name = "buffer";
  hierarchy.levels[1].instances_x = 4;
  hierarchy.macs_x = 8, hierarchy.macs_y = 2;
  const auto misfits = misfits_of(nest, counts_of(nest), hierarchy);
  ASSERT_EQ(misfits.size(), 1u);  // 4 buffers and 2 rows of MACs are there, but not 4 x 3 columns
  EXPECT_EQ(misfits[0].kind, Misfit::Kind::InstancesX);
  EXPECT_EQ(misfits[0].level, "MACs");
  EXPECT_EQ(misfits[0].needed, 12);
  EXPECT_EQ(misfits[0].available, 8);
  hierarchy.levels.pop_back();
  EXPECT_THROW(misfits_of(nest, counts_of(nest), hierarchy), Error);
}

}  // namespace
}  // namespace dance::test
