// The exact evaluator against direct enumeration in float64, and its gradients against finite differences.
#include "dance/search/evaluator/exact_evaluator.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "dance/core/error.h"
#include "dance/search/evaluator/cost_tensor.h"
#include "search/evaluator/enumeration.h"
#include "search/evaluator/synthetic_table.h"

namespace dance::test {
namespace {

using test::enumerate;
using test::Enumerated;

CostFunction weighted(double l, double e, double a) { return weighted_cost(l, e, a, {2, 3, 0.5}); }
CostFunction edap() { return CostFunction(cost_kind("edap"), {}, {2, 3, 0.5}); }
CostFunction edp() { return CostFunction(cost_kind("edp"), {}, {2, 3, 0.5}); }
CostFunction powers(double l, double e, double a) { return product_cost(l, e, a, {2, 3, 0.5}); }

struct Problem {
  HardwareSpace space;
  CostTable::Entries rows;
  CostTable table;
  std::vector<std::uint8_t> all;

  Problem(const test::SpaceShape& shape, std::int64_t layers, std::int64_t operations, std::uint64_t seed)
      : space(test::make_space(shape)) {
    Random random(seed, "test table");
    rows = test::random_entries(layers, operations, space.size(), random);
    table = CostTable::from_entries(rows, "test");
    all.assign(static_cast<std::size_t>(space.size()), 1);
  }
};

void expect_near(const torch::Tensor& a, const torch::Tensor& b, double tolerance) {
  EXPECT_TRUE(torch::allclose(a.to(torch::kDouble), b.to(torch::kDouble), tolerance, tolerance)) << a << "\n"
                                                                                                 << b;
}

TEST(ExactEvaluator, HardMinimumIsThatOfEnumeration) {
  for (const CostFunction& cost : {edap(), edp(), powers(0.5, 2, 1.5), weighted(1, 2, 0.5)}) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      const Problem problem({}, 3, 4, seed);
      const torch::Tensor p = test::random_probabilities(3, 4, seed);
      const Enumerated all = enumerate(problem.rows, p, cost, problem.all);
      const Evaluation got = ExactEvaluator(problem.table, problem.space, cost).evaluate(p);
      const Metrics& best = all.metrics[static_cast<std::size_t>(all.best)];
      EXPECT_EQ(got.accelerator, all.best);
      EXPECT_NEAR(got.latency_ms.item<double>(), best.latency_ms, 1e-9);
      EXPECT_NEAR(got.energy_mj.item<double>(), best.energy_mj, 1e-9);
      EXPECT_NEAR(got.area_mm2.item<double>(), best.area_mm2, 1e-9);
      EXPECT_NEAR(got.cost.item<double>(), cost(best), 1e-9 * cost(best));
    }
  }
}

// The means under weights exp(-cost / t), where t is the temperature times the least cost.
struct SoftMean {
  double cost = 0;
  Metrics metrics;
};
SoftMean soft_mean(const Enumerated& all, double temperature) {
  const double least = all.costs[static_cast<std::size_t>(all.best)];
  SoftMean mean;
  double sum = 0;
  for (std::size_t a = 0; a < all.costs.size(); ++a) {
    const double w = std::exp((least - all.costs[a]) / (temperature * least));
    sum += w;
    mean.cost += w * all.costs[a];
    mean.metrics.latency_ms += w * all.metrics[a].latency_ms;
    mean.metrics.area_mm2 += w * all.metrics[a].area_mm2;
  }
  mean.cost /= sum;
  mean.metrics.latency_ms /= sum;
  mean.metrics.area_mm2 /= sum;
  return mean;
}

// On a table with the structure of the real model most accelerators are never looked at.
TEST(ExactEvaluator, ScansOnlyWhatCanBeBest) {
  const HardwareSpace space = test::make_space({8, 8, 4, 3, 2, 3});
  const CostTable::Entries rows = test::structured_entries(3, 5, space);
  const CostTable table = CostTable::from_entries(rows, "structured");
  const std::vector<std::uint8_t> all(static_cast<std::size_t>(space.size()), 1);
  for (const CostFunction& cost : {edap(), edp(), powers(0.5, 2, 1.5), weighted(1, 2, 0.5)}) {
    ExactEvaluator hard(table, space, cost), soft(table, space, cost, {.temperature = 0.01});
    EXPECT_LT(hard.scanned().accelerators.size(),
              cost.kind().name() == "weighted" ? all.size() : all.size() / 2);
    EXPECT_LT(soft.scanned().accelerators.size(), all.size());
    EXPECT_GT(soft.scanned().accelerators.size(), hard.scanned().accelerators.size());
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      const torch::Tensor p = test::random_probabilities(3, 5, seed);
      const Enumerated every = enumerate(rows, p, cost, all);
      EXPECT_EQ(hard.evaluate(p).accelerator, every.best);
      const double mean_area = soft_mean(every, 0.01).metrics.area_mm2;
      const Evaluation got = soft.evaluate(p);
      EXPECT_EQ(got.accelerator, every.best);
      EXPECT_NEAR(got.area_mm2.item<double>(), mean_area, 1e-5 * mean_area);
    }
  }
}

TEST(ExactEvaluator, ManyBlocksAndAnUnevenLastOne) {
  const Problem problem({17, 17, 6, 1, 1, 3}, 4, 3, 5);  // 5,202 accelerators
  const torch::Tensor p = test::random_probabilities(4, 3, 1);
  const Enumerated all = enumerate(problem.rows, p, edap(), problem.all);
  // This one scans most accelerators.
  ExactEvaluator evaluator(problem.table, problem.space, edap(), {.temperature = 1});
  ASSERT_GT(evaluator.scanned().accelerators.size(), 4096U);
  EXPECT_EQ(evaluator.evaluate(p).accelerator, all.best);
}

TEST(ExactEvaluator, EqualAcceleratorsGoByIndex) {
  Problem problem({}, 2, 2, 3);
  for (auto* table : {&problem.rows.latency_ms, &problem.rows.energy_mj})
    for (auto& layer : *table)
      for (auto& row : layer) row.assign(row.size(), row.front());
  for (auto* row : {&problem.rows.fixed_latency_ms, &problem.rows.fixed_energy_mj, &problem.rows.area_mm2})
    row->assign(row->size(), 1.0F);
  problem.rows.feasible = problem.all;
  problem.rows.feasible[0] = problem.rows.feasible[1] = 0;
  const CostTable table = CostTable::from_entries(problem.rows, "equal");
  EXPECT_EQ(
      ExactEvaluator(table, problem.space, edap()).evaluate(test::random_probabilities(2, 2, 0)).accelerator,
      2);
}

TEST(ExactEvaluator, GradientOfTheHardMinimum) {
  for (const CostFunction& cost : {edap(), edp(), powers(0.5, 2, 1.5), weighted(1, 2, 0.5)}) {
    const Problem problem({}, 3, 4, 11);
    const torch::Tensor p = test::random_probabilities(3, 4, 2).requires_grad_();
    const Evaluation got = ExactEvaluator(problem.table, problem.space, cost).evaluate(p);
    const torch::Tensor latency_slope = torch::autograd::grad({got.latency_ms}, {p}, {}, true)[0];
    got.cost.backward();
    // The gradient of the minimum itself.
    const torch::Tensor expected = test::numerical_gradient(p, [&](const torch::Tensor& x) {
      const Enumerated all = enumerate(problem.rows, x, cost, problem.all);
      return all.costs[static_cast<std::size_t>(all.best)];
    });
    expect_near(p.grad(), expected, 1e-6);
    EXPECT_NEAR(latency_slope[1][2].item<double>(),
                problem.rows.latency_ms[1][2][static_cast<std::size_t>(got.accelerator)], 1e-9);
  }
}

TEST(ExactEvaluator, SoftMinimumIsThatOfEnumeration) {
  for (const CostFunction& cost : {edap(), edp(), powers(0.5, 2, 1.5), weighted(1, 2, 0.5)}) {
    const Problem problem({}, 3, 4, 7);
    const torch::Tensor p = test::random_probabilities(3, 4, 5).requires_grad_();
    const Enumerated all = enumerate(problem.rows, p.detach(), cost, problem.all);
    const double t = 0.3 * all.costs[static_cast<std::size_t>(all.best)];
    const SoftMean mean = soft_mean(all, 0.3);
    const Evaluation got =
        ExactEvaluator(problem.table, problem.space, cost, {.temperature = 0.3}).evaluate(p);
    EXPECT_EQ(got.accelerator, all.best);
    EXPECT_NEAR(got.cost.item<double>(), mean.cost, 1e-6 * mean.cost);
    EXPECT_NEAR(got.latency_ms.item<double>(), mean.metrics.latency_ms, 1e-6 * mean.metrics.latency_ms);
    got.cost.backward();
    expect_near(p.grad(),
                test::numerical_gradient(p,
                                         [&](const torch::Tensor& x) {
                                           return free_energy(enumerate(problem.rows, x, cost, problem.all),
                                                              problem.all, t);
                                         }),
                1e-5);
  }
}

TEST(ExactEvaluator, ColdSoftMinimumIsTheHardOne) {
  const Problem problem({}, 3, 4, 9);
  const torch::Tensor p = test::random_probabilities(3, 4, 6);
  const double hard = ExactEvaluator(problem.table, problem.space, edap()).evaluate(p).cost.item<double>();
  const double soft = ExactEvaluator(problem.table, problem.space, edap(), {.temperature = 1e-6})
                          .evaluate(p)
                          .cost.item<double>();
  EXPECT_NEAR(soft, hard, 1e-9 * hard);
}

TEST(ExactEvaluator, MaskedAcceleratorsAreNeverChosen) {
  const Problem problem({}, 3, 4, 4);
  const torch::Tensor p = test::random_probabilities(3, 4, 3);
  CostTable::Entries rows = problem.rows;
  rows.feasible = problem.all;
  for (int round = 0; round < 6; ++round) {  // forbid the best, again and again
    const CostTable table = CostTable::from_entries(rows, "mask");
    const Enumerated all = enumerate(rows, p, edap(), rows.feasible);
    for (const double temperature : {0.0, 0.2}) {
      const Evaluation got = ExactEvaluator(table, problem.space, edap(), {temperature}).evaluate(p);
      EXPECT_EQ(got.accelerator, all.best);
      EXPECT_GE(got.cost.item<double>(), all.costs[static_cast<std::size_t>(all.best)] * (1 - 1e-9));
    }
    rows.feasible[static_cast<std::size_t>(all.best)] = 0;
  }
}

TEST(ExactEvaluator, AreaLimit) {
  const Problem problem({}, 3, 4, 4);
  std::vector<float> areas = problem.rows.area_mm2;
  std::sort(areas.begin(), areas.end());
  const double limit = 0.5 * (areas[4] + areas[5]);
  std::vector<std::uint8_t> small;
  for (const float area : problem.rows.area_mm2) small.push_back(area <= limit);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const torch::Tensor p = test::random_probabilities(3, 4, seed);
    ExactEvaluator evaluator(problem.table, problem.space, edap(), {}, {.max_area_mm2 = limit});
    EXPECT_EQ(evaluator.evaluate(p).accelerator, enumerate(problem.rows, p, edap(), small).best);
  }
  EXPECT_THAT(
      [&] { ExactEvaluator(problem.table, problem.space, edap(), {}, {.max_area_mm2 = areas[0] / 2}); },
      testing::ThrowsMessage<Error>(testing::HasSubstr("max_area_mm2")));
}

// The cheapest accelerator within the limits; where there is none, the nearest, and of equal ones the
// cheapest.
struct Limited {
  std::size_t accelerator;
  bool within;
};
Limited by_enumeration(const Enumerated& all, const Limits& limits) {
  const auto beyond = [&](std::size_t a) { return std::max(0.0, limits.excess(all.metrics[a])); };
  std::size_t best = 0;
  for (std::size_t a = 1; a < all.costs.size(); ++a) {
    if (std::pair(beyond(a), all.costs[a]) < std::pair(beyond(best), all.costs[best])) best = a;
  }
  return {best, beyond(best) == 0};
}

// Limits around the metrics of one of the accelerators.
Limits random_limits(const Enumerated& all, std::uint64_t seed) {
  Random random(seed, "limits");
  const Metrics& some = all.metrics[random.below(all.metrics.size())];
  const Metrics& other = all.metrics[random.below(all.metrics.size())];
  Limits limits{.max_latency_ms = some.latency_ms * random.uniform(0.5, 1.05), .max_energy_mj = {}};
  if (seed % 3 != 0) limits.max_energy_mj = other.energy_mj * random.uniform(0.5, 1.05);
  return limits;
}

// With limits on latency and energy around what the accelerators have, the evaluator takes the cheapest
// within them, or the nearest.
TEST(ExactEvaluator, LimitsAreThoseOfEnumeration) {
  int within = 0, beyond = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Problem problem({5, 5, 2, 1, 1, 1}, 3, 4, seed);
    const torch::Tensor p = test::random_probabilities(3, 4, seed).requires_grad_();
    const Enumerated all = enumerate(problem.rows, p.detach(), edap(), problem.all);
    const Limits limits = random_limits(all, seed);
    const auto [expected, any] = by_enumeration(all, limits);
    ++(any ? within : beyond);
    const Evaluation got = ExactEvaluator(problem.table, problem.space, edap(), {}, limits).evaluate(p);
    EXPECT_EQ(static_cast<std::size_t>(got.accelerator), expected) << seed;
    EXPECT_NEAR(got.cost.item<double>(), all.costs[expected], 1e-9 * all.costs[expected]);
    const torch::Tensor excess = excess_of(limits, got.latency_ms, got.energy_mj, got.area_mm2);
    EXPECT_NEAR(excess.item<double>(), limits.excess(all.metrics[expected]), 1e-9);
    excess.backward();  // the gradient is that of the metric that is exceeded most
    const Metrics& m = all.metrics[expected];
    const bool is_latency =
        !limits.max_energy_mj || m.latency_ms / *limits.max_latency_ms > m.energy_mj / *limits.max_energy_mj;
    const auto& rows = is_latency ? problem.rows.latency_ms : problem.rows.energy_mj;
    const double limit = is_latency ? *limits.max_latency_ms : *limits.max_energy_mj;
    EXPECT_NEAR(p.grad()[1][2].item<double>(), rows[1][2][expected] / limit, 1e-9);
  }
  EXPECT_GT(within, 10);
  EXPECT_GT(beyond, 10);
}

// Many accelerators are as quick as one another here, and most are never looked at.
TEST(ExactEvaluator, LimitsOnAStructuredTableAreThoseOfEnumeration) {
  const HardwareSpace space = test::make_space({6, 6, 4, 2, 2, 3});
  const CostTable::Entries rows = test::structured_entries(3, 5, space);
  const CostTable table = CostTable::from_entries(rows, "structured");
  const std::vector<std::uint8_t> allowed(static_cast<std::size_t>(space.size()), 1);
  int within = 0, beyond = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const torch::Tensor p = test::random_probabilities(3, 5, seed);
    const Enumerated all = enumerate(rows, p, edap(), allowed);
    const Limits limits = random_limits(all, seed);
    const auto [expected, any] = by_enumeration(all, limits);
    ++(any ? within : beyond);
    ExactEvaluator evaluator(table, space, edap(), {}, limits);
    EXPECT_LT(evaluator.scanned().accelerators.size(), allowed.size() * 3 / 4);
    EXPECT_EQ(static_cast<std::size_t>(evaluator.evaluate(p).accelerator), expected) << seed;
  }
  EXPECT_GT(within, 10);
  EXPECT_GT(beyond, 10);
}

TEST(ExactEvaluator, ThreadsDoNotChangeABit) {
  const Problem problem({17, 17, 6, 1, 1, 3}, 4, 3, 6);
  const torch::Tensor p = test::random_probabilities(4, 3, 8).to(torch::kFloat);
  const int before = at::get_num_threads();
  for (const double temperature : {0.0, 0.05, 1.0}) {
    std::vector<torch::Tensor> costs, gradients;
    for (const int threads : {1, 3}) {
      at::set_num_threads(threads);
      const torch::Tensor x = p.clone().requires_grad_();
      const Evaluation got = ExactEvaluator(problem.table, problem.space, edap(), {temperature}).evaluate(x);
      got.cost.backward();
      costs.push_back(got.cost.detach());
      gradients.push_back(x.grad());
    }
    EXPECT_TRUE(torch::equal(costs[0], costs[1]));
    EXPECT_TRUE(torch::equal(gradients[0], gradients[1]));
  }
  at::set_num_threads(before);
}

TEST(ExactEvaluator, RefusesWhatDoesNotFit) {
  const Problem problem({}, 3, 4, 1);
  ExactEvaluator evaluator(problem.table, problem.space, edap());
  EXPECT_THAT(
      [&] {
        evaluator.evaluate(torch::full({2, 4}, 0.25));
      },
      testing::ThrowsMessage<Error>(testing::HasSubstr("[2, 4]")));
  EXPECT_THAT(
      [&] {
        evaluator.evaluate(torch::full({3, 4}, std::numeric_limits<double>::quiet_NaN()));
      },
      testing::ThrowsMessage<Error>(testing::HasSubstr("not finite")));
  EXPECT_THROW(ExactEvaluator(problem.table, test::make_space({2, 2, 1, 1, 1, 1}), edap()), Error);
  CostTable::Entries rows = problem.rows;
  rows.feasible.assign(problem.all.size(), 0);
  const CostTable nothing = CostTable::from_entries(rows, "nothing");
  EXPECT_THROW(ExactEvaluator(nothing, problem.space, edap()), Error);
}

}  // namespace
}  // namespace dance::test
