// The rivals that search the network alone: their costs against costs by hand, and runs with them.
#include "dance/search/methods/separate_design.h"

#include <gmock/gmock.h>

#include "dance/search/methods/one_hot.h"
#include "dance/search/run/derivation.h"
#include "dance/search/run/run.h"
#include "dance/search/space/space_table.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

class SeparateRun : public test::MicroProblem {
 protected:
  Design design(const std::string& evaluator) {
    const SearchConfig config =
        load_search_config(config_file_, {"evaluator.kind=" + evaluator, "search.lambda2=3"});
    return run_design_search(config, test::micro_data(), folder_ / evaluator, work()).design;
  }
};

TEST_F(SeparateRun, FlopsAreTheExpectedMacs) {
  const Problem problem{space_, hardware_, table_, cost_, {}};
  SeparateDesign flops(problem, EvaluatorKind::Flops, {}), none(problem, EvaluatorKind::None, {});
  const double reference = static_cast<double>(lower(space_, reference_architecture(space_)).macs());
  for (const Architecture& architecture :
       {Architecture{4, 0, 2}, Architecture{1, 3, 0}, Architecture{0, 4, 1}}) {
    const torch::Tensor p = one_hot(space_, architecture);
    const double macs = static_cast<double>(lower(space_, architecture).macs());
    EXPECT_NEAR(flops.evaluate(p).cost.item<double>(), macs / reference, 1e-6);
    EXPECT_EQ(none.evaluate(p).cost.item<double>(), 0);
    EXPECT_EQ(flops.evaluate(p).accelerator, explore(table_, architecture, cost_).best.front().index);
  }
  // The cost is linear in the probabilities, so the gradient of an operation is its MACs.
  torch::Tensor p = (one_hot(space_, {4, 0, 2}) + one_hot(space_, {0, 3, 1})) / 2;
  p.requires_grad_();
  flops.evaluate(p).cost.backward();
  const auto macs_at = [&](int operation) {
    Architecture with{operation, 0, 0}, zero{4, 0, 0};
    ASSERT_TRUE(space_.layers[0].operations[4].is_zero());
    const double macs = static_cast<double>(lower(space_, with).macs() - lower(space_, zero).macs());
    EXPECT_NEAR(p.grad()[0][operation].item<double>(), macs / reference, 1e-6);
  };
  for (const int operation : {0, 1, 2, 3, 4}) macs_at(operation);
}

TEST_F(SeparateRun, TheAcceleratorIsTheBestForTheFoundNetwork) {
  for (const std::string evaluator : {"none", "flops"}) {
    const Design found = design(evaluator);
    EXPECT_EQ(found.evaluator.kind, evaluator);
    EXPECT_EQ(read_design(folder_ / evaluator).evaluator.kind, evaluator);
    const Architecture architecture = parse_architecture(space_, found.operations());
    const auto best = explore(table_, architecture, cost_).best.front();
    EXPECT_EQ(found.accelerator, hardware_.at(best.index));
    EXPECT_NEAR(found.search.expected.cost, found.search.expected_exact.cost, 1e-6);
  }
}

}  // namespace
}  // namespace dance::test
