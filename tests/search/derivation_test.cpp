#include "dance/search/derivation.h"

#include <gmock/gmock.h>

#include "search/micro.h"

namespace dance {
namespace {

// One layer, two operations, three accelerators; metrics of the first operation, fixed part included:
//   accelerator   latency  energy  area  EDAP
//   0             1 + 1    2       3     12
//   1             2 + 2    1       2.5   10      <- best
//   2             4 + 1    1       4     20
CostTable table_by_hand() {
  CostTable::Rows rows;
  rows.latency_ms = {{{1, 2, 4}, {0, 0, 0}}};
  rows.energy_mj = {{{1, 0.5F, 0.25F}, {0, 0, 0}}};
  rows.fixed_latency_ms = {1, 2, 1};
  rows.fixed_energy_mj = {1, 0.5F, 0.75F};
  rows.area_mm2 = {3, 2.5F, 4};
  return CostTable::from_rows(rows, "by hand");
}

TEST(Regret, ByHand) {
  const CostTable table = table_by_hand();
  EXPECT_DOUBLE_EQ(regret(table, {0}, CostFunction{}, 0), 12.0 / 10 - 1);
  EXPECT_DOUBLE_EQ(regret(table, {0}, CostFunction{}, 1), 0);
  EXPECT_DOUBLE_EQ(regret(table, {0}, CostFunction{}, 2), 20.0 / 10 - 1);
  // Sums of latency, energy and area: 7, 7.5, 10.
  CostFunction weighted;
  weighted.kind = CostKind::Weighted;
  EXPECT_DOUBLE_EQ(regret(table, {0}, weighted, 2), 10.0 / 7 - 1);
  // Without the layer: EDAP 3, 2.5, 3.
  EXPECT_DOUBLE_EQ(regret(table, {1}, CostFunction{}, 0), 3.0 / 2.5 - 1);
}

TEST(OneHot, HasOneAtEachOperation) {
  test::TemporaryFolder folder;
  test::write_micro_files(folder);
  const NetworkSpace space = NetworkSpace::load(folder / "network.yaml");
  const torch::Tensor rows = one_hot(space, {4, 0, 2});
  ASSERT_EQ(rows.sizes(), (std::vector<std::int64_t>{3, space.max_operations()}));
  EXPECT_EQ(rows.sum().item<float>(), 3);
  EXPECT_EQ(rows[0][4].item<float>(), 1);
  EXPECT_EQ(rows[2][2].item<float>(), 1);
}

}  // namespace
}  // namespace dance
