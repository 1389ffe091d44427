#include "dance/search/learned_evaluator/batch_order.h"

#include <gtest/gtest.h>

#include <set>

namespace dance::test {
namespace {

TEST(BatchOrder, APassHasNoExampleTwice) {
  BatchOrder order(10, 3, 1, "test");
  std::set<std::int64_t> first_examples;
  for (int pass = 0; pass < 50; ++pass) {
    std::set<std::int64_t> seen;
    for (int batch = 0; batch < 3; ++batch) {
      const torch::Tensor rows = order.next();
      ASSERT_EQ(rows.sizes(), (torch::IntArrayRef{3}));
      for (std::int64_t i = 0; i < 3; ++i) EXPECT_TRUE(seen.insert(rows[i].item<std::int64_t>()).second);
      if (batch == 0) first_examples.insert(rows[0].item<std::int64_t>());
    }
    EXPECT_GE(*seen.begin(), 0);
    EXPECT_LT(*seen.rbegin(), 10);
  }
  EXPECT_EQ(first_examples.size(), 10u);  // each pass has an order of its own
}

TEST(BatchOrder, FewExamplesAreOneBatch) {
  BatchOrder order(4, 16, 1, "test");
  EXPECT_TRUE(torch::equal(std::get<0>(order.next().sort()), torch::arange(4)));
}

TEST(BatchOrder, DependsOnTheSeedAndTheStream) {
  const auto first = [](std::uint64_t seed, const char* stream) {
    return BatchOrder(1000, 50, seed, stream).next();
  };
  EXPECT_TRUE(torch::equal(first(1, "a"), first(1, "a")));
  EXPECT_FALSE(torch::equal(first(1, "a"), first(2, "a")));
  EXPECT_FALSE(torch::equal(first(1, "a"), first(1, "b")));
}

}  // namespace
}  // namespace dance::test
