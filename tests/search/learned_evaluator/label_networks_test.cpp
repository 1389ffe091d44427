// The networks that the learned evaluator is trained on, with their optimal accelerators.
#include <gtest/gtest.h>

#include "search/evaluator/enumeration.h"
#include "search/learned_evaluator/training_problem.h"

namespace dance::test {
namespace {

using LabelNetworks = TrainingProblem;

// More than one batch of them, and an uneven last one.
TEST_F(LabelNetworks, HaveTheOptimumOfEnumeration) {
  options_.labels = 1500;
  const LabelledNetworks labelled = label_networks(setting());
  ASSERT_EQ(labelled.architectures.sizes(), (torch::IntArrayRef{1500, 6}));
  ASSERT_EQ(labelled.accelerators.sizes(), (torch::IntArrayRef{1500}));
  EXPECT_EQ(progress_.phases, 1);
  const CostTable::Entries rows = entries(space_);
  std::vector<int> counts(4);
  for (std::int64_t n = 0; n < 1500; n += 7) {
    const torch::Tensor p = labelled.architectures[n].view({2, 3}).to(torch::kDouble);
    EXPECT_TRUE(torch::allclose(p.sum(1), torch::ones({2}, torch::kDouble))) << n;
    const Enumerated all = enumerate(rows, p, product_cost(1, 0, 0), {1, 1, 1, 1});
    const std::int64_t label = labelled.accelerators[n].item<std::int64_t>();
    EXPECT_NEAR(all.costs[static_cast<std::size_t>(label)], all.costs[static_cast<std::size_t>(all.best)],
                1e-5)
        << n;
    ++counts[static_cast<std::size_t>(label)];
  }
  for (const int count : counts) EXPECT_GT(count, 5);  // each accelerator is the best of some networks
}

TEST_F(LabelNetworks, TheSeedGivesTheNetworks) {
  options_.labels = 10;
  const torch::Tensor a = label_networks(setting(1)).architectures;
  EXPECT_TRUE(torch::equal(a, label_networks(setting(1)).architectures));
  EXPECT_FALSE(torch::equal(a, label_networks(setting(2)).architectures));
}

}  // namespace
}  // namespace dance::test
