#include "dance/search/methods/schedule.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

TEST(Lambda2Schedule, RisesInAStraightLineThenStays) {
  const Lambda2Schedule schedule{0.4, 2};
  EXPECT_DOUBLE_EQ(schedule.at(0), 0);
  EXPECT_DOUBLE_EQ(schedule.at(0.5), 0.1);
  EXPECT_DOUBLE_EQ(schedule.at(1), 0.2);
  EXPECT_DOUBLE_EQ(schedule.at(2), 0.4);
  EXPECT_DOUBLE_EQ(schedule.at(7), 0.4);
}

TEST(Lambda2Schedule, WithoutARiseItIsThereAtOnce) { EXPECT_DOUBLE_EQ((Lambda2Schedule{0.4, 0}.at(0)), 0.4); }

}  // namespace
}  // namespace dance::test
