// The search on a GPU: it computes what a CPU computes, and a run keeps every promise of a run on a CPU.
// These tests are skipped where libtorch or the machine has no CUDA.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "dance/engine/table/reachable.h"
#include "dance/search/run/run.h"
#include "dance/search/studies/supernet_ranking.h"
#include "dance/search/supernet/supernet.h"
#include "dance/search/train/runtime.h"
#include "search/methods/micro_problem.h"

namespace dance::test {
namespace {

class OnCuda : public test::MicroProblem {
 protected:
  void SetUp() override {
    if (!torch::cuda::is_available()) GTEST_SKIP() << "no CUDA here";
  }

  SearchConfig config(std::vector<std::string> overrides = {}) const {
    overrides.emplace_back("device=cuda");
    return load_search_config(config_file_, overrides);
  }
  Design run(const std::string& name, const std::vector<std::string>& overrides = {}) {
    return run_design_search(config(overrides), data_, folder_ / name, work()).design;
  }
  void expect_equal(const std::string& a, const std::string& b) {
    for (const char* name : {"design.json", "log.csv", "train.json", "weights.dance"})
      EXPECT_EQ(read_file(folder_ / a / name), read_file(folder_ / b / name)) << name;
  }

  DataSplits data_ = test::micro_data();
};

double relative_difference(const torch::Tensor& a, const torch::Tensor& b) {
  return ((a.cpu() - b.cpu()).norm() / b.cpu().norm()).item<double>();
}

// The outputs and gradients of a weight step and of an architecture step, in the precision that runs use.
TEST_F(OnCuda, AStepIsThatOfTheCpu) {
  const Runtime cuda = configure_runtime(1, "cuda");
  Supernet here(space_, 1), there(space_, 1);
  there.to(cuda.device);
  const torch::Tensor images = torch::randn({16, 3, 8, 8});
  const torch::Tensor labels = torch::arange(16).remainder(4);
  const Architecture path = {0, 1, 2};
  const auto weight_step = [&](Supernet& supernet, torch::Device device) {
    const torch::Tensor logits = supernet.forward(images.to(device), path);
    torch::cross_entropy_loss(logits, labels.to(device)).backward();
    return logits.detach();
  };
  EXPECT_LT(relative_difference(weight_step(there, cuda.device), weight_step(here, torch::kCPU)), 1e-2);
  const std::vector<torch::Tensor> a = there.weights(), b = here.weights();
  int compared = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    ASSERT_EQ(a[i].grad().defined(), b[i].grad().defined()) << i;
    if (!b[i].grad().defined() || b[i].grad().norm().item<double>() < 1e-4) continue;
    EXPECT_LT(relative_difference(a[i].grad(), b[i].grad()), 5e-2) << i << ' ' << b[i].sizes();
    ++compared;
  }
  EXPECT_GT(compared, 10);

  const TwoPathSample sample = {.first = {0, 1, 2}, .second = {1, 2, 0}, .first_active = {true, false, true}};
  const auto alpha_gradient = [&](Supernet& supernet, torch::Device device) {
    const torch::Tensor logits = supernet.forward_gated(images.to(device), sample);
    const torch::Tensor loss = torch::cross_entropy_loss(logits, labels.to(device));
    return torch::autograd::grad({loss}, {supernet.alphas()})[0];
  };
  EXPECT_LT(relative_difference(alpha_gradient(there, cuda.device), alpha_gradient(here, torch::kCPU)), 5e-2);
}

TEST_F(OnCuda, EqualSeedsGiveEqualFiles) {
  const Design design = run("first");
  EXPECT_EQ(design.device, "cuda");
  run("second", {"search.reuse_warm_up=no"});
  expect_equal("first", "second");  // the second had a warm-up of its own
  double latency_ms = 0;
  for (const LayerCost& layer : design.layers) latency_ms += layer.latency_ms;
  EXPECT_NEAR(latency_ms, design.metrics.latency_ms, 1e-9);
  EXPECT_GT(design.test_accuracy, 0.5);  // four classes: chance is 0.25
}

TEST_F(OnCuda, AKeptWarmUpIsAsGoodAsOnesOwn) {
  run("keeps");
  run("reuses");
  expect_equal("keeps", "reuses");
}

TEST_F(OnCuda, EveryMethodRuns) {
  for (const std::string method : {"random", "evolution", "reinforcement"}) {
    const Design design = run(method, {"search.method=" + method, "search.trials=40",
                                       "search.evolution.population=8", "search.trial_batches=2"});
    EXPECT_GT(design.test_accuracy, 0.4) << method;
  }
  const Design learned = run("learned", test::kMicroLearned);
  EXPECT_GE(learned.evaluator.regret, 0);
  const double limit_mm2 = 1.2 * least_metrics(table_).area_mm2;
  const Design limited = run("limited", {fmt::format("limits.max_area_mm2={}", limit_mm2)});
  EXPECT_LE(limited.metrics.area_mm2, limit_mm2);
}

// Weights that a GPU trained can be read, and trained on, where there is none.
TEST_F(OnCuda, ARunGoesHome) {
  run("run");
  const TrainingReport home =
      run_training(folder_ / "run", {"device=cpu", "threads=1"}, data_, folder_ / "home", work());
  EXPECT_GT(home.trained.test_accuracy, 0.5);
}

TEST_F(OnCuda, NetworksAreRanked) {
  const SupernetRanking ranking =
      rank_networks(config(), data_, {.networks = 3, .epochs = 1}, folder_ / "ranking", work());
  EXPECT_EQ(ranking.networks.size(), 3U);
}

}  // namespace
}  // namespace dance::test
