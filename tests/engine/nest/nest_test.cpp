// Small nests whose counts are derived by hand, and nests that are refused.
#include "dance/engine/nest/nest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/core/error.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

constexpr auto kW = index(Tensor::Weights);
constexpr auto kI = index(Tensor::Inputs);
constexpr auto kO = index(Tensor::Outputs);

Nest two_levels(std::vector<Loop> outer, std::vector<Loop> inner) {
  Nest nest;
  nest.levels.resize(2);
  nest.levels[0].name = "far", nest.levels[0].temporal = std::move(outer);
  nest.levels[1].name = "near", nest.levels[1].temporal = std::move(inner);
  return nest;
}

// A filter of 3 slides over 6 places: the near level holds 3 inputs and takes one new one at each of 5 moves.
TEST(Nest, SlidingWindowFillsOnlyNewWords) {
  const NestCounts counts = counts_of(two_levels({{Dim::P, 6}}, {{Dim::R, 3}}));
  EXPECT_EQ(counts.compute_cycles, 18);
  EXPECT_EQ(counts.levels[1][kI].tile_words, 3);
  EXPECT_EQ(counts.levels[1][kI].fills, 3 + 5);
  EXPECT_EQ(counts.levels[0][kI].reads, 8);
  EXPECT_EQ(counts.levels[1][kW].fills, 3);    // weights stay
  EXPECT_EQ(counts.levels[0][kO].updates, 6);  // each sum is finished before it leaves
  EXPECT_EQ(counts.levels[0][kO].reads, 0);
  EXPECT_EQ(counts.levels[1][kO].updates, 18);  // every MAC
  EXPECT_EQ(counts.levels[1][kO].reads, 12);    // all but the first of each three
}

// P outside R with nothing held but one word: after (p, r=1) comes (p+1, r=0), the same input word.
TEST(Nest, WordThatTheNextIterationNeedsAgainStays) {
  const NestCounts counts = counts_of(two_levels({{Dim::P, 4}, {Dim::R, 2}}, {}));
  EXPECT_EQ(counts.levels[1][kI].fills, 5);  // words 0 1 | 1 2 | 2 3 | 3 4
}

// The reduction loop C is outside: each of the 4 sums leaves 3 times and comes back twice.
TEST(Nest, PartialSumsComeBack) {
  const NestCounts counts = counts_of(two_levels({{Dim::C, 3}, {Dim::P, 4}}, {}));
  EXPECT_EQ(counts.levels[0][kO].updates, 12);
  EXPECT_EQ(counts.levels[0][kO].reads, 8);
  EXPECT_EQ(counts.levels[1][kO].fills, 8);
}

// 3 channels and 2 filters side by side: inputs are shared over M, weights by nobody, sums are added over C.
TEST(Nest, InstancesWithOneTileShareOneRead) {
  Nest nest = two_levels({{Dim::P, 5}}, {});
  nest.levels[0].spatial_x = {{Dim::C, 3}};
  nest.levels[0].spatial_y = {{Dim::M, 2}};
  const NestCounts counts = counts_of(nest);
  EXPECT_EQ(counts.macs_used, 6);
  EXPECT_EQ(counts.levels[0][kI].reads, 15);
  EXPECT_EQ(counts.levels[0][kW].reads, 6);
  EXPECT_EQ(counts.levels[0][kO].updates, 10);
  EXPECT_EQ(counts.levels[1][kI].instances, 6);
}

// Outputs and filter taps on the two axes meet on diagonals: 4 x 3 elements hold 6 different input words.
TEST(Nest, DiagonalsShareInputs) {
  Nest nest = two_levels({}, {});
  nest.levels[0].spatial_x = {{Dim::Q, 4}};
  nest.levels[0].spatial_y = {{Dim::S, 3}};
  EXPECT_EQ(counts_of(nest).levels[0][kI].reads, 6);
  nest.stride_h = 2;  // 2 q + s: 0..8
  EXPECT_EQ(counts_of(nest).levels[0][kI].reads, 9);
  nest.stride_h = 3;  // all apart
  EXPECT_EQ(counts_of(nest).levels[0][kI].reads, 12);
}

TEST(Nest, BypassedLevelPassesWordsThrough) {
  Nest nest = two_levels({{Dim::M, 4}}, {});
  nest.levels.insert(nest.levels.begin() + 1,
                     NestLevel{"middle", {false, true, true}, {{Dim::P, 7}}, {}, {}});
  const NestCounts counts = counts_of(nest);
  EXPECT_FALSE(counts.levels[1][kW].kept);
  EXPECT_EQ(counts.levels[0][kW].reads, 4);
  EXPECT_EQ(counts.levels[2][kW].fills, 4);
  EXPECT_EQ(counts.levels[1][kI].reads, 28);
}

TEST(Nest, RefusesWhatIsNoNest) {
  const auto message = [](const Nest& nest) {
    try {
      counts_of(nest);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_THAT(message(Nest{}), HasSubstr("no storage level"));
  Nest nest = two_levels({{Dim::M, 0}}, {});
  EXPECT_THAT(message(nest), HasSubstr("far: loop bound 0"));
  nest = two_levels({}, {});
  nest.levels[0].keeps[kW] = false;
  EXPECT_THAT(message(nest), HasSubstr("bypasses a tensor"));
  nest = two_levels({}, {});
  nest.dilation_h = 0;
  EXPECT_THAT(message(nest), HasSubstr("stride or dilation"));
  const std::int64_t large = std::int64_t{1} << 40;
  EXPECT_THAT(message(two_levels({{Dim::M, large}, {Dim::P, large}}, {})), HasSubstr("64 bits"));
}

}  // namespace
}  // namespace dance::test
