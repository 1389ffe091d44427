// Passes and runs of nests that are stated here; the executor's tests have random ones.
#include "dance/engine/nest/pass_counts.h"

#include <gtest/gtest.h>

#include "dance/engine/nest/nest.h"

namespace dance::test {
namespace {

// DRAM over a buffer over 2 x 3 elements with weights alone: M and C outside, pixels inside.
Nest weights_stay() {
  Nest nest;
  nest.levels.resize(3);
  nest.levels[0].temporal = {{Dim::M, 2}, {Dim::P, 5}};
  nest.levels[1].temporal = {{Dim::C, 3}, {Dim::Q, 4}, {Dim::P, 2}};
  nest.levels[1].spatial_x = {{Dim::M, 2}};
  nest.levels[1].spatial_y = {{Dim::P, 3}};
  nest.levels[2].keeps = {true, false, false};
  nest.levels[2].temporal = {{Dim::P, 7}};
  return nest;
}

PassCounts passes_of(Nest nest, Tensor stationary) {
  nest.stationary = stationary;
  return counts_of(nest).array;
}

TEST(PassCounts, AreNotCountedWithoutAStationaryTensor) {
  EXPECT_EQ(counts_of(weights_stay()).array.passes, 0);
}

// Each of 3 C within each of 5 P within each of 2 M brings new weights; 4 rows of 2 x 7 pixels follow.
TEST(PassCounts, OfWeightsInTheElements) {
  const PassCounts counts = passes_of(weights_stay(), Tensor::Weights);
  EXPECT_EQ(counts.passes, 2 * 5 * 3);
  EXPECT_EQ(counts.runs, 4);
  EXPECT_EQ(counts.run_steps, 2 * 7);
  EXPECT_EQ(counts.load_words, 2);  // the elements along Y share theirs
}

// The buffer's tile is the whole input of a column of 5.
TEST(PassCounts, OfATensorThatTheArrayDoesNotKeep) {
  const PassCounts counts = passes_of(weights_stay(), Tensor::Inputs);
  EXPECT_EQ(counts.passes, 2 * 5);
  EXPECT_EQ(counts.runs, 3 * 4);
  EXPECT_EQ(counts.run_steps, 2 * 7);
  EXPECT_EQ(counts.load_words, 3 * 4 * (2 * 3 * 7));
}

TEST(PassCounts, TheInnermostLoopMayBeginEachPass) {
  Nest nest = weights_stay();
  nest.levels[1].temporal = {{Dim::P, 2}, {Dim::C, 3}};
  nest.levels[2].temporal.clear();
  const PassCounts counts = passes_of(nest, Tensor::Weights);
  EXPECT_EQ(counts.passes, 2 * 5 * 2 * 3);
  EXPECT_EQ(counts.runs * counts.run_steps, 1);
}

TEST(PassCounts, AWholeTensorIsOnePass) {
  Nest nest;
  nest.levels.resize(1);
  nest.levels[0].temporal = {{Dim::C, 3}, {Dim::P, 4}};
  const PassCounts counts = passes_of(nest, Tensor::Weights);
  EXPECT_EQ(counts.passes, 1);
  EXPECT_EQ(counts.runs, 3);
  EXPECT_EQ(counts.run_steps, 4);
  EXPECT_EQ(counts.load_words, 0);
}

}  // namespace
}  // namespace dance::test
