#include "dance/search/run/make_evaluator.h"

#include <gtest/gtest.h>

#include "dance/search/methods/one_hot.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

class MakeEvaluator : public MicroProblem {
 protected:
  std::unique_ptr<Evaluator> made(const std::string& kind) {
    std::vector<std::string> overrides = kMicroLearned;
    overrides.push_back("evaluator.kind=" + kind);
    const SearchConfig config = load_search_config(config_file_, overrides);
    return make_evaluator(config.evaluator, problem_, 1, work());
  }

  Problem problem_{space_, hardware_, table_, cost_, {}};
};

TEST_F(MakeEvaluator, EveryKindIsMadeUnderItsName) {
  for (const char* kind : kEvaluatorKinds) EXPECT_STREQ(name_of(made(kind)->kind()), kind);
}

// Of the all-largest and the all-Zero network: what a kind's cost knows.
TEST_F(MakeEvaluator, TheKindsDifferInWhatTheirCostKnows) {
  const torch::Tensor large = one_hot(space_, Architecture(space_.layers.size(), 0));
  Architecture zeros;
  for (const SearchableLayer& layer : space_.layers)
    zeros.push_back(layer.operations.back().is_zero() ? static_cast<int>(layer.operations.size()) - 1 : 0);
  const torch::Tensor small = one_hot(space_, zeros);
  const auto cost = [&](const std::string& kind, const torch::Tensor& network) {
    return made(kind)->evaluate(network).cost.item<double>();
  };
  EXPECT_EQ(cost("none", large), 0);
  EXPECT_EQ(cost("none", small), 0);
  EXPECT_GT(cost("flops", large), cost("flops", small));
  EXPECT_GT(cost("exact", large), cost("exact", small));
  const Exploration best = explore(table_, Architecture(space_.layers.size(), 0), cost_);
  EXPECT_NEAR(cost("exact", large), best.best.front().cost, 1e-5 * best.best.front().cost);
}

}  // namespace
}  // namespace dance::test
