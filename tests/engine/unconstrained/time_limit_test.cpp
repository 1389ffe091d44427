#include "dance/engine/unconstrained/time_limit.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace dance::test {
namespace {

using unconstrained::TimeLimit;

constexpr double kNever = std::numeric_limits<double>::infinity();

TEST(TimeLimit, IsReachedWhenTheTimeIsUp) {
  TimeLimit none(0), endless(kNever);
  EXPECT_FALSE(none.reached());  // nobody has looked yet
  EXPECT_TRUE(none.check());
  EXPECT_TRUE(none.reached());
  EXPECT_FALSE(endless.check());
  EXPECT_FALSE(endless.reached());
}

TEST(TimeLimit, IsReachedOnceItIsStoppedAndStaysSo) {
  std::atomic<bool> stop = false;
  TimeLimit limit(kNever, &stop);
  EXPECT_FALSE(limit.check());
  stop = true;
  EXPECT_FALSE(limit.reached());  // until somebody looks
  EXPECT_TRUE(limit.check());
  stop = false;
  EXPECT_TRUE(limit.check());
}

TEST(TimeLimit, EveryCheckTellsTheSecondsGoneBy) {
  std::vector<double> ticks;
  TimeLimit limit(kNever, nullptr, [&](double seconds) { ticks.push_back(seconds); });
  for (int i = 0; i < 3; ++i) limit.check();
  ASSERT_EQ(ticks.size(), 3u);
  EXPECT_GE(ticks[0], 0);
  EXPECT_LE(ticks[0], ticks[1]);
  EXPECT_LE(ticks[1], ticks[2]);
  EXPECT_LE(ticks[2], limit.seconds());
}

}  // namespace
}  // namespace dance::test
