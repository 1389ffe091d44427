// Batched labels against direct enumeration.
#include "dance/search/learned_evaluator/labels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "dance/search/learned_evaluator/operation_costs.h"
#include "dance/search/learned_evaluator/sampling.h"
#include "search/evaluator/enumeration.h"
#include "search/evaluator/synthetic_table.h"

namespace dance::test {
namespace {

class LabelsTest : public testing::TestWithParam<std::string> {
 protected:
  LabelsTest() : space_(test::make_space({9, 5, 4, 2, 1, 3})) {  // 1,080 accelerators: three tiles
    Random random(3, "test table");
    rows_ = test::random_entries(4, 3, space_.size(), random);
    rows_.feasible.assign(static_cast<std::size_t>(space_.size()), 1);
    for (std::size_t i = 0; i < rows_.feasible.size(); i += 3) rows_.feasible[i] = 0;
    cost_ = CostFunction(cost_kind(GetParam()),
                         {{"energy_weight", 0.5},
                          {"area_weight", 2},
                          {"latency_power", 0.5},
                          {"energy_power", 2},
                          {"area_power", 1.5}},
                         {2, 3, 0.5});
    networks_ = ArchitectureSampler({3, 3, 3, 3}, 1, "test").mixed(300);  // two tiles
  }
  HardwareSpace space_;
  CostTable::Entries rows_;
  CostFunction cost_;
  torch::Tensor networks_;  // [300, 4, 3]
};

TEST_P(LabelsTest, OptimumIsThatOfEnumeration) {
  const CostTable table = CostTable::from_entries(rows_, "labels");
  const TableLabels labels(table, cost_, rows_.feasible);
  const TableLabels::Optimum optimum = labels.optimum(networks_.flatten(1));
  for (std::int64_t n = 0; n < networks_.size(0); n += 23) {
    const test::Enumerated all =
        test::enumerate(rows_, networks_[n].to(torch::kDouble), cost_, rows_.feasible);
    EXPECT_EQ(optimum.accelerators[n].item<std::int64_t>(), all.best) << "network " << n;
    const double least = all.costs[static_cast<std::size_t>(all.best)];
    EXPECT_NEAR(optimum.costs[n].item<double>(), least, 1e-5 * least);
    double second = std::numeric_limits<double>::infinity();
    for (std::size_t a = 0; a < all.costs.size(); ++a) {
      if (rows_.feasible[a] && static_cast<std::int64_t>(a) != all.best)
        second = std::min(second, all.costs[a]);
    }
    EXPECT_NEAR(optimum.second_costs[n].item<double>(), second, 1e-5 * second);
  }
}

TEST_P(LabelsTest, MetricsAndCostsAreThoseOfEnumeration) {
  const CostTable table = CostTable::from_entries(rows_, "labels");
  const TableLabels labels(table, cost_, rows_.feasible);
  const torch::Tensor some = torch::tensor({1, 500, 1078}, torch::kLong).expand({networks_.size(0), 3});
  const torch::Tensor metrics = labels.metrics(networks_.flatten(1), some);
  const torch::Tensor costs = labels.costs(networks_.flatten(1), some);
  for (std::int64_t n = 0; n < networks_.size(0); n += 37) {
    for (std::int64_t k = 0; k < 3; ++k) {
      const Metrics m =
          test::expected_metrics(rows_, networks_[n].to(torch::kDouble), some[n][k].item<std::int64_t>());
      EXPECT_NEAR(metrics[n][k][0].item<double>(), m.latency_ms, 1e-5 * m.latency_ms);
      EXPECT_NEAR(metrics[n][k][1].item<double>(), m.energy_mj, 1e-5 * m.energy_mj);
      EXPECT_NEAR(metrics[n][k][2].item<double>(), m.area_mm2, 1e-5 * m.area_mm2);
      EXPECT_NEAR(costs[n][k].item<double>(), cost_(m), 1e-5 * cost_(m));
    }
  }
}

TEST_P(LabelsTest, OperationCostsWeighToTheMetrics) {
  const CostTable table = CostTable::from_entries(rows_, "labels");
  const TableLabels labels(table, cost_, rows_.feasible);
  const torch::Tensor some = torch::randint(0, space_.size(), {networks_.size(0), 3}, torch::kLong);
  const torch::Tensor rows = labels.operation_costs(some);  // means over three accelerators
  EXPECT_TRUE(torch::allclose(metrics_of(networks_.flatten(1), rows),
                              labels.metrics(networks_.flatten(1), some).mean(1), 1e-5));
  const torch::Tensor everywhere = torch::arange(space_.size(), torch::kLong).unsqueeze(0);
  EXPECT_TRUE(torch::allclose(labels.mean_operation_costs(), labels.operation_costs(everywhere)[0], 1e-4));
}

TEST_P(LabelsTest, WhatIsNotAllowedCostsMoreThanTheRest) {
  const CostTable table = CostTable::from_entries(rows_, "labels");
  const TableLabels labels(table, cost_, rows_.feasible);
  // Accelerator 3 is not allowed.
  const torch::Tensor some = torch::tensor({1, 3, 500}, torch::kLong).expand({networks_.size(0), 3});
  const torch::Tensor costs = labels.costs(networks_.flatten(1), some);
  EXPECT_TRUE((costs.select(1, 1) > torch::max(costs.select(1, 0), costs.select(1, 2))).all().item<bool>());
}

INSTANTIATE_TEST_SUITE_P(CostKinds, LabelsTest, testing::ValuesIn(cost_kind_names()));

}  // namespace
}  // namespace dance::test
