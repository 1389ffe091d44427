// Costs of an accelerator that networks share, by hand.
#include "dance/engine/table/shared_goal.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

// EDAP of 8 and of 2 on the networks' own best accelerators.
std::vector<NetworkGoal> two_networks() {
  return {{CostFunction(), {5, {2, 4, 1}, 8}, 1}, {CostFunction(), {9, {1, 1, 2}, 2}, 3}};
}
const std::vector<Metrics> kMetrics = {{3, 4, 2}, {2, 3, 2}};  // EDAP of 24 and of 12

TEST(SharedGoal, TheWeightedMeanByHand) {
  const SharedAccelerator shared = SharedGoal(two_networks(), Combination::WeightedMean)(7, kMetrics);
  EXPECT_EQ(shared.index, 7);
  EXPECT_EQ(shared.relative_costs, (std::vector<double>{3, 6}));
  EXPECT_DOUBLE_EQ(shared.cost, (1 * 3 + 3 * 6) / 4.0);
  EXPECT_DOUBLE_EQ(shared.relative_latency, (1 * 1.5 + 3 * 2) / 4.0);
  EXPECT_DOUBLE_EQ(shared.relative_energy, (1 * 1 + 3 * 3) / 4.0);
  EXPECT_EQ(shared.area_mm2, 2);
  EXPECT_EQ(shared.metrics[1].energy_mj, 3);
}

TEST(SharedGoal, TheWorstByHand) {
  const SharedAccelerator shared = SharedGoal(two_networks(), Combination::Worst)(7, kMetrics);
  EXPECT_EQ(shared.cost, 6);
  EXPECT_EQ(shared.relative_latency, 2);
  EXPECT_EQ(shared.relative_energy, 3);
}

TEST(SharedGoal, WeightsCountByTheirRatio) {
  std::vector<NetworkGoal> networks = two_networks();
  for (NetworkGoal& network : networks) network.weight *= 0.01;
  EXPECT_NEAR(SharedGoal(networks, Combination::WeightedMean)(7, kMetrics).cost, 5.25, 1e-14);
}

TEST(SharedGoal, OfNoNetworksIsRefused) {
  EXPECT_THROW(SharedGoal({}, Combination::Worst), std::invalid_argument);
}

}  // namespace
}  // namespace dance::test
