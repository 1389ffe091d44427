#include "dance/core/nearest.h"

#include <gtest/gtest.h>

namespace dance::test {
namespace {

TEST(Nearest, FindsASlipOfTheFingers) {
  const std::vector<std::string> names = {"search", "train", "cost", "explore", "evaluator"};
  EXPECT_EQ(nearest("serch", names), "search");
  EXPECT_EQ(nearest("tarin", names), "train");
  EXPECT_EQ(nearest("eval", names), "evaluator");
  EXPECT_EQ(nearest("coast", names), "cost");
}

TEST(Nearest, GivesNothingWhereNothingIsNear) {
  EXPECT_EQ(nearest("benchmark", {"search", "cost"}), "");
  EXPECT_EQ(nearest("x", {}), "");
  EXPECT_EQ(nearest("x", {"y", "z"}), "");
  EXPECT_EQ(nearest("cat", {"dog"}), "");
  EXPECT_EQ(nearest("cat", {"cut"}), "cut");
}

TEST(Nearest, EndsAMessage) {
  EXPECT_EQ(did_you_mean("serch", {"cost", "search"}), "; did you mean 'search'?");
  EXPECT_EQ(did_you_mean("benchmark", {"cost", "search"}), "");
}

}  // namespace
}  // namespace dance::test
