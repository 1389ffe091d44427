// What sampled networks must be, and that they cover what a search meets.
#include "dance/search/learned_evaluator/sampling.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

const std::vector<std::int64_t> kOperations = {7, 6, 7, 7, 6};

TEST(ArchitectureSampler, RowsAreProbabilitiesOfTheLayersOperations) {
  ArchitectureSampler sampler(kOperations, 1, "test");
  for (const torch::Tensor& networks : {sampler.one_hot(200), sampler.soft(200), sampler.mixed(200)}) {
    EXPECT_EQ(networks.sizes(), torch::IntArrayRef({200, 5, 7}));
    EXPECT_TRUE((networks >= 0).all().item<bool>());
    EXPECT_TRUE(torch::allclose(networks.sum(2), torch::ones({200, 5})));
    EXPECT_EQ(networks.select(1, 1).select(1, 6).sum().item<double>(), 0);  // beyond the six operations
  }
}

TEST(ArchitectureSampler, OneHotIsOneHot) {
  const torch::Tensor networks = ArchitectureSampler(kOperations, 1, "test").one_hot(300);
  EXPECT_TRUE(torch::equal(std::get<0>(networks.max(2)), torch::ones({300, 5})));
}

TEST(ArchitectureSampler, ReachesFromNearlyNoneToAllOfAnOperation) {
  const torch::Tensor networks = ArchitectureSampler({7, 7, 7, 7, 7, 7, 7, 7, 7}, 1, "test").one_hot(4000);
  const torch::Tensor zeros = networks.select(2, 6).sum(1);  // layers that take the last operation
  for (int count = 0; count <= 9; ++count)
    EXPECT_GT((zeros == count).sum().item<int>(), 0) << count << " layers";
}

TEST(ArchitectureSampler, SoftOnesReachFromUniformToSharp) {
  const torch::Tensor networks = ArchitectureSampler(kOperations, 1, "test").soft(2000);
  const torch::Tensor sharpest = std::get<0>(networks.max(2)).mean(1);
  EXPECT_LT(sharpest.min().item<double>(), 0.25);
  EXPECT_GT(sharpest.max().item<double>(), 0.95);
}

TEST(ArchitectureSampler, StreamsAndSeeds) {
  const torch::Tensor a = ArchitectureSampler(kOperations, 1, "train").soft(10);
  EXPECT_TRUE(torch::equal(a, ArchitectureSampler(kOperations, 1, "train").soft(10)));
  EXPECT_FALSE(torch::equal(a, ArchitectureSampler(kOperations, 1, "check").soft(10)));
  EXPECT_FALSE(torch::equal(a, ArchitectureSampler(kOperations, 2, "train").soft(10)));
}

}  // namespace
}  // namespace dance::test
