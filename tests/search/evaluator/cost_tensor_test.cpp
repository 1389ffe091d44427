// The cost function on tensors against the one on numbers, the excess over limits, and the accelerators that
// are allowed.
#include "dance/search/evaluator/cost_tensor.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "core/faults.h"
#include "search/evaluator/enumeration.h"
#include "search/evaluator/synthetic_table.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Metrics kReference{2, 3, 0.5};

std::vector<CostFunction> cost_functions() {
  std::vector<CostFunction> all;
  for (const CostKind* kind : cost_kinds()) all.emplace_back(*kind, CostOptions{}, kReference);
  all.push_back(product_cost(0.5, 2, 1.5, kReference));
  all.push_back(product_cost(0, 1, 0, kReference));
  all.push_back(weighted_cost(1, 2, 0.5, kReference));
  all.push_back(weighted_cost(0, 0, 3, kReference));
  return all;
}

torch::Tensor metrics_of_many() {
  torch::manual_seed(1);
  return torch::rand({3, 2, 4}, torch::kDouble) * 5 + 0.1;
}

TEST(CostTensor, IsTheCostOfEveryElement) {
  const torch::Tensor m = metrics_of_many();
  for (const CostFunction& cost : cost_functions()) {
    const torch::Tensor costs = cost_of(cost, m[0], m[1], m[2]);
    ASSERT_EQ(costs.sizes(), (torch::IntArrayRef{2, 4})) << cost.formula();
    for (std::int64_t i = 0; i < 2; ++i) {
      for (std::int64_t j = 0; j < 4; ++j) {
        const double expected =
            cost({m[0][i][j].item<double>(), m[1][i][j].item<double>(), m[2][i][j].item<double>()});
        EXPECT_NEAR(costs[i][j].item<double>(), expected, 1e-12 * expected) << cost.formula();
      }
    }
  }
}

// (2/2)^1 (6/3)^1 (1/0.5)^1 = 4, and 1 * 1 + 2 * 2 + 0.5 * 2 = 6.
TEST(CostTensor, ByHand) {
  const auto of = [](const CostFunction& cost) {
    return cost_of(cost, torch::tensor(2.0), torch::tensor(6.0), torch::tensor(1.0)).item<double>();
  };
  EXPECT_DOUBLE_EQ(of(CostFunction(cost_kind("edap"), {}, kReference)), 4);
  EXPECT_DOUBLE_EQ(of(weighted_cost(1, 2, 0.5, kReference)), 6);
}

TEST(CostTensor, HasTheGradientOfFiniteDifferences) {
  for (const CostFunction& cost : cost_functions()) {
    const auto sum = [&](const torch::Tensor& m) { return cost_of(cost, m[0], m[1], m[2]).sum(); };
    const torch::Tensor m = metrics_of_many().requires_grad_();
    sum(m).backward();
    const torch::Tensor expected =
        numerical_gradient(m, [&](const torch::Tensor& x) { return sum(x).item<double>(); });
    EXPECT_TRUE(torch::allclose(m.grad(), expected, 1e-6, 1e-6)) << cost.formula();
  }
}

TEST(ExcessTensor, IsTheLargestOfTheLimits) {
  const torch::Tensor l = torch::tensor(2.0, torch::kDouble).requires_grad_(),
                      e = torch::tensor(3.0, torch::kDouble).requires_grad_(),
                      a = torch::tensor(0.5, torch::kDouble).requires_grad_();
  const auto excess = [&](const Limits& limits) { return excess_of(limits, l, e, a).item<double>(); };
  EXPECT_DOUBLE_EQ(excess({.max_latency_ms = 1}), 1);
  EXPECT_DOUBLE_EQ(excess({.max_energy_mj = 4}), -0.25);
  EXPECT_DOUBLE_EQ(excess({.max_area_mm2 = 0.5}), 0);
  EXPECT_DOUBLE_EQ(excess({.max_latency_ms = 8, .max_energy_mj = 6, .max_area_mm2 = 1}), -0.5);
  EXPECT_DOUBLE_EQ(excess({.max_latency_ms = 8, .max_energy_mj = 6, .max_area_mm2 = 0.1}), 4);
  EXPECT_THROW(excess({}), std::logic_error);
  // The gradient is that of the metric that is exceeded most.
  excess_of({.max_latency_ms = 1, .max_energy_mj = 2, .max_area_mm2 = 1}, l, e, a).backward();
  EXPECT_DOUBLE_EQ(l.grad().item<double>(), 1);
  EXPECT_DOUBLE_EQ(e.grad().item<double>(), 0);
  EXPECT_DOUBLE_EQ(a.grad().item<double>(), 0);
}

class AllowedAccelerators : public ::testing::Test {
 protected:
  AllowedAccelerators() {
    Random random(1, "test");
    rows_ = random_entries(1, 2, 4, random);
    rows_.area_mm2 = {3, 1.23456F, 2, 4};
    rows_.feasible = {1, 1, 0, 1};
  }
  std::vector<std::uint8_t> allowed(std::optional<double> max_area_mm2) const {
    return allowed_accelerators(CostTable::from_entries(rows_, "test"), max_area_mm2);
  }
  CostTable::Entries rows_;
};

TEST_F(AllowedAccelerators, AreThoseThatRunEveryNetworkWithinTheArea) {
  EXPECT_THAT(allowed(std::nullopt), ElementsAre(1, 1, 0, 1));
  EXPECT_THAT(allowed(100), ElementsAre(1, 1, 0, 1));
  EXPECT_THAT(allowed(3), ElementsAre(1, 1, 0, 0));  // the limit itself is within
  EXPECT_THAT(allowed(2.5), ElementsAre(0, 1, 0, 0));
}

// The value that is called enough is rounded up, so that it is enough.
TEST_F(AllowedAccelerators, AnAreaThatIsTooSmallNamesTheSmallest) {
  EXPECT_THAT(message_of([&] { allowed(1.2); }),
              AllOf(HasSubstr("max_area_mm2: no accelerator of the space is this small"),
                    HasSubstr("expected at least 1.235, "), HasSubstr("got 1.2")));
  EXPECT_THAT(allowed(1.235), ElementsAre(0, 1, 0, 0));
}

TEST_F(AllowedAccelerators, ThatNoneRunsEveryNetworkIsAFaultOfTheSpace) {
  rows_.feasible = {0, 0, 0, 0};
  for (const std::optional<double> limit : {std::optional<double>(), std::optional<double>(5)})
    EXPECT_THAT(message_of([&] { allowed(limit); }),
                HasSubstr("hardware space: no accelerator can run every network"));
}

}  // namespace
}  // namespace dance::test
