// The kept rows of operation costs against the network asked anew.
#include "dance/search/learned_evaluator/estimated_costs.h"

#include <gtest/gtest.h>

#include "dance/search/learned_evaluator/operation_costs.h"
#include "search/evaluator/synthetic_table.h"

namespace dance::test {
namespace {

class EstimatedCostsTest : public ::testing::Test {
 protected:
  EstimatedCostsTest() {
    network_->initialise(seeded_generator(1, "test"), torch::linspace(0.5, 2, operation_cost_entries(4)));
  }
  torch::Tensor of(const std::vector<std::int64_t>& accelerators) {
    return costs_.of(torch::tensor(accelerators, torch::kLong), network_, encoding_);
  }
  torch::Tensor anew(const std::vector<std::int64_t>& accelerators) {
    return network_->operation_costs(encoding_.one_hot(torch::tensor(accelerators, torch::kLong))).detach();
  }

  AcceleratorEncoding encoding_{make_space({})};  // 24 accelerators
  CostEstimation network_{4, encoding_.sizes(), MlpSize{.width = 8, .blocks = 1}};
  EstimatedCosts costs_;
};

TEST_F(EstimatedCostsTest, AreThoseOfTheNetworkInTheOrderAsked) {
  for (const std::vector<std::int64_t>& asked :
       {std::vector<std::int64_t>{3, 17, 3}, {17, 0, 23, 3, 17}, {5}, {0, 1, 2, 3, 4, 5, 6, 7}})
    EXPECT_TRUE(torch::allclose(of(asked), anew(asked), 1e-5));
  EXPECT_FALSE(of({3}).requires_grad());
}

// A change of the network shows which rows are asked anew.
TEST_F(EstimatedCostsTest, TheNetworkIsAskedOnceAboutEachAccelerator) {
  const torch::Tensor before = of({3, 17});
  for (torch::Tensor& parameter : network_->parameters()) parameter.data().mul_(1.5);
  const torch::Tensor now = of({17, 4, 3});
  EXPECT_TRUE(torch::equal(now[0], before[1]));
  EXPECT_TRUE(torch::equal(now[2], before[0]));
  EXPECT_TRUE(torch::allclose(now[1], anew({4})[0], 1e-5));
  costs_.clear();
  EXPECT_TRUE(torch::allclose(of({17, 4, 3}), anew({17, 4, 3}), 1e-5));
  EXPECT_FALSE(torch::allclose(of({3})[0], before[0], 1e-5));
}

TEST_F(EstimatedCostsTest, HaveTheTypeOfTheNetwork) {
  network_->to(torch::kDouble);
  EXPECT_EQ(of({1, 2}).scalar_type(), torch::kDouble);
}

}  // namespace
}  // namespace dance::test
