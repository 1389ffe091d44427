// Rows of operation costs against plain loops.
#include "dance/search/learned_evaluator/operation_costs.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

TEST(OperationCosts, MetricsAreTheWeightedSums) {
  torch::manual_seed(6);
  const torch::Tensor networks = torch::rand({4, 3}), rows = torch::rand({5, operation_cost_entries(3)});
  const torch::Tensor all = metrics_of_all(networks, rows);
  ASSERT_EQ(all.sizes(), (std::vector<std::int64_t>{5, 4, 3}));
  for (std::int64_t r = 0; r < 5; ++r) {
    for (std::int64_t n = 0; n < 4; ++n) {
      double latency = rows[r][0].item<double>(), energy = rows[r][4].item<double>();
      for (std::int64_t i = 0; i < 3; ++i) {
        latency += networks[n][i].item<double>() * rows[r][1 + i].item<double>();
        energy += networks[n][i].item<double>() * rows[r][5 + i].item<double>();
      }
      EXPECT_NEAR(all[r][n][0].item<double>(), latency, 1e-6);
      EXPECT_NEAR(all[r][n][1].item<double>(), energy, 1e-6);
      EXPECT_EQ(all[r][n][2].item<double>(), rows[r][8].item<double>());
    }
  }
  const torch::Tensor own = metrics_of(networks, rows.narrow(0, 0, 4));
  EXPECT_TRUE(torch::allclose(own, all.narrow(0, 0, 4).diagonal(0, 0, 1).t()));
}

}  // namespace
}  // namespace dance::test
