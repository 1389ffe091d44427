#include "dance/search/learned_evaluator/pairwise_features.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

TEST(PairwiseFeatures, AreTheHeadsAndTheProductsOfTheirPairs) {
  const PairwiseFeatures features({2, 3, 1});
  EXPECT_EQ(features.size(), 2 + 3 + 1 + 2 * 3 + 2 * 1 + 3 * 1);
  const torch::Tensor heads = torch::tensor({{0.25F, 0.75F, 0.5F, 0.25F, 0.25F, 1.0F}});
  const std::vector<float> expected = {
      0.25F,  0.75F,   0.5F,    0.25F,  0.25F,   1,        // the heads
      0.125F, 0.0625F, 0.0625F, 0.375F, 0.1875F, 0.1875F,  // first and second
      0.25F,  0.75F,                                       // first and third
      0.5F,   0.25F,   0.25F};                             // second and third
  EXPECT_TRUE(torch::equal(features(heads)[0], torch::tensor(expected)));
}

TEST(PairwiseFeatures, LeaveLargePairsOut) {
  const PairwiseFeatures features({4, 8, 2}, 16);
  EXPECT_EQ(features.size(), 4 + 8 + 2 + 4 * 2 + 8 * 2);
  EXPECT_EQ(features(torch::rand({3, 14})).sizes(), (torch::IntArrayRef{3, features.size()}));
  EXPECT_EQ(PairwiseFeatures({63}).size(), 63);
}

}  // namespace
}  // namespace dance::test
