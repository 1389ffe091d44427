// The best orders of a level's loops against every permutation of them.
#include "dance/engine/unconstrained/order_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "engine/unconstrained/level_case.h"

namespace dance::test {
namespace {

using namespace unconstrained;

bool by_dim(const Loop& a, const Loop& b) { return a.dim < b.dim; }

template <typename Visit>
void for_each_permutation(std::vector<Loop> loops, const Visit& visit) {
  std::sort(loops.begin(), loops.end(), by_dim);
  do {
    visit(loops);
  } while (std::next_permutation(loops.begin(), loops.end(), by_dim));
}

// `differing` counts the cases in which the order makes a difference.
void expect_least(const LevelCase& item, int& differing) {
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for_each_permutation(item.loops(), [&](const std::vector<Loop>& loops) {
    const double pj = item.added_pj(loops);
    least = std::min(least, pj), most = std::max(most, pj);
  });
  LoopOrder order;
  OrderSearch search(item.layer());
  const double found = search.least_pj(item.level(), item.below(), order);
  const double slack = 1e-9 * most + 1e-9;
  EXPECT_NEAR(found, least, slack);
  ASSERT_EQ(order.size, item.loops().size());
  EXPECT_NEAR(item.added_pj(item.loops(order)), least, slack);
  differing += most > least + slack ? 1 : 0;
}

TEST(OrderSearch, FindsTheBestPermutation) {
  Random random(1, "order search");
  int differing = 0;
  for (int i = 0; i < 300; ++i) {
    expect_least(LevelCase(random, LevelKind::Plain, 5), differing);
    ASSERT_FALSE(HasFailure()) << "case " << i;
  }
  EXPECT_GT(differing, 100);
}

TEST(OrderSearch, FindsTheBestPermutationWhereWindowsSlide) {
  Random random(2, "order search");
  int differing = 0;
  for (int i = 0; i < 300; ++i) {
    expect_least(LevelCase(random, i % 3 == 0 ? LevelKind::Windows : LevelKind::Sliding, 5), differing);
    ASSERT_FALSE(HasFailure()) << "case " << i;
  }
  EXPECT_GT(differing, 100);
}

TEST(OrderSearch, TheLoopsFurtherOutRepeatWhatALevelAdds) {
  Random random(3, "order search");
  for (int i = 0; i < 50; ++i) {
    const LevelCase item(random, LevelKind::Sliding, 4);
    OrderSearch search(item.layer());
    LoopOrder order;
    LevelLoops level = item.level();
    const double once = search.least_pj(level, item.below(), order);
    level.outer = 7;
    EXPECT_NEAR(search.least_pj(level, item.below(), order), 7 * once, 1e-9 * once);
  }
}

bool at_most(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) { return x <= y; });
}

// Every permutation brings at least as much of every tile as one of the orders found, and none of these is
// needed less than another.
TEST(OrderSearch, NonDominatedOrdersCoverAllPermutations) {
  Random random(4, "order search");
  int several = 0;
  for (int i = 0; i < 200; ++i) {
    const LevelCase item(random, random.below(3) != 0 ? LevelKind::Sliding : LevelKind::Plain, 4);
    std::vector<std::vector<double>> found;
    for (const LoopOrder& order : OrderSearch(item.layer()).non_dominated(item.level(), item.below())) {
      found.push_back(item.words(item.loops(order)));
    }
    for (std::size_t a = 0; a < found.size(); ++a) {
      for (std::size_t b = 0; b < found.size(); ++b) {
        EXPECT_TRUE(a == b || !at_most(found[a], found[b])) << "case " << i;
      }
    }
    several += found.size() > 1 ? 1 : 0;
    for_each_permutation(item.loops(), [&](const std::vector<Loop>& loops) {
      const std::vector<double> words = item.words(loops);
      EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const auto& f) { return at_most(f, words); }));
    });
    ASSERT_FALSE(HasFailure()) << "case " << i;
  }
  EXPECT_GT(several, 50);
}

}  // namespace
}  // namespace dance::test
