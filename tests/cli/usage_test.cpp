#include "cli/usage.h"

#include <gtest/gtest.h>

namespace dance::test {

using namespace cli;
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
}

}  // namespace
}  // namespace dance::test
