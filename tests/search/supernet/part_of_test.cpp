#include "dance/search/supernet/part_of.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

TEST(PartOf, TakesTheFirstChannelsAndTheMiddleOfTheKernel) {
  const torch::Tensor weight = torch::arange(6 * 4 * 5 * 5).reshape({6, 4, 5, 5});
  const torch::Tensor part = part_of(weight, {2, 3, 3, 3});
  ASSERT_EQ(part.sizes(), (torch::IntArrayRef{2, 3, 3, 3}));
  for (std::int64_t o = 0; o < 2; ++o) {
    for (std::int64_t i = 0; i < 3; ++i) {
      for (std::int64_t y = 0; y < 3; ++y) {
        for (std::int64_t x = 0; x < 3; ++x)
          EXPECT_EQ(part[o][i][y][x].item<std::int64_t>(), ((o * 4 + i) * 5 + y + 1) * 5 + x + 1);
      }
    }
  }
  EXPECT_TRUE(torch::equal(part_of(torch::arange(8), {3}), torch::arange(3)));
}

TEST(PartOf, IsAView) {
  const torch::Tensor weight = torch::zeros({4, 4, 3, 3});
  part_of(weight, {1, 1, 1, 1}).fill_(1);
  EXPECT_EQ(weight.sum().item<float>(), 1);
  EXPECT_EQ(weight[0][0][1][1].item<float>(), 1);
  EXPECT_TRUE(part_of(weight, weight.sizes()).is_same(weight));
}

}  // namespace
}  // namespace dance::test
