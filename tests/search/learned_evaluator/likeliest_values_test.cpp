// The likeliest combinations against all of them, sorted.
#include "dance/search/learned_evaluator/likeliest_values.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace dance::test {
namespace {

std::vector<torch::Tensor> random_heads(std::int64_t batch, const std::vector<std::int64_t>& sizes) {
  torch::manual_seed(5);
  std::vector<torch::Tensor> heads;
  for (const std::int64_t size : sizes)
    heads.push_back(torch::log_softmax(2 * torch::randn({batch, size}), 1));
  return heads;
}

// The log-likelihoods of all combinations of one row, largest first.
std::vector<double> all_likelihoods(const std::vector<torch::Tensor>& heads, std::int64_t row) {
  std::vector<double> all{0};
  for (const torch::Tensor& logs_of_all : heads) {
    const torch::Tensor logs = logs_of_all[row];
    std::vector<double> longer;
    for (const double prefix : all)
      for (std::int64_t v = 0; v < logs.size(0); ++v) longer.push_back(prefix + logs[v].item<double>());
    all = longer;
  }
  std::sort(all.rbegin(), all.rend());
  return all;
}

TEST(Candidates, AreTheLikeliestOfAllCombinations) {
  const std::vector<torch::Tensor> heads = random_heads(3, {5, 1, 4, 3});
  for (const std::int64_t count : {1, 7, 60, 1000}) {
    const torch::Tensor values = likeliest_values(heads, count);
    const std::int64_t found = std::min<std::int64_t>(count, 60);
    ASSERT_EQ(values.sizes(), (std::vector<std::int64_t>{3, found, 4}));
    for (std::int64_t b = 0; b < 3; ++b) {
      const std::vector<double> expected = all_likelihoods(heads, b);
      for (std::int64_t k = 0; k < found; ++k) {
        double own = 0;
        for (std::int64_t h = 0; h < 4; ++h) {
          const torch::Tensor logs = heads[static_cast<std::size_t>(h)][b];
          own += logs[values[b][k][h].item<std::int64_t>()].item<double>();
        }
        EXPECT_NEAR(own, expected[static_cast<std::size_t>(k)], 1e-5) << b << " " << k;
      }
    }
  }
}

TEST(Candidates, DifferFromEachOther) {
  const torch::Tensor values = likeliest_values(random_heads(1, {5, 4, 3}), 60)[0];
  const torch::Tensor codes = (values * torch::tensor({12, 3, 1}, torch::kLong)).sum(1);
  EXPECT_TRUE(torch::equal(std::get<0>(codes.sort()), torch::arange(60, torch::kLong)));
}

TEST(Candidates, FrequentValuesRemainWhereAHeadIsCertain) {
  const std::vector<torch::Tensor> certain{torch::tensor({{50.0, 0.0, 0.0}}), torch::tensor({{0.0, 50.0}})};
  const torch::Tensor frequencies = torch::tensor({0.25, 0.0, 0.75, 0.5, 0.5});
  const std::vector<torch::Tensor> mixed = with_frequencies(certain, frequencies);
  for (const torch::Tensor& head : mixed) EXPECT_NEAR(head.exp().sum().item<double>(), 1, 1e-6);
  const torch::Tensor values = likeliest_values(mixed, 4)[0];
  const torch::Tensor expected = torch::tensor({{0, 1}, {2, 1}, {0, 0}, {2, 0}}, torch::kLong);
  EXPECT_TRUE(torch::equal(values, expected)) << values;
}

}  // namespace
}  // namespace dance::test
