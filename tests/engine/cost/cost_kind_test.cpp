// What a kind of cost says, for the kinds that there are and for one that is added.
#include "dance/engine/cost/cost_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "engine/cost/kinds_of_cost.h"

namespace dance::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

TEST(CostKind, AreListedAndFoundByName) {
  const std::vector<std::string> names = cost_kind_names();
  EXPECT_THAT(std::vector(names.begin(), names.begin() + 4),
              ElementsAre("weighted", "edap", "edp", "product"));
  for (const CostKind* kind : cost_kinds()) EXPECT_EQ(&cost_kind(kind->name()), kind);
  EXPECT_THROW(cost_kind("ed"), std::invalid_argument);
}

TEST(CostKind, OneThatIsAddedIsAKindLikeTheOthers) {
  const CostKind& kind = made_up_kind();
  EXPECT_THAT(cost_kind_names(), IsSupersetOf({"edap", "made_up"}));
  EXPECT_EQ(&cost_kind("made_up"), &kind);
  EXPECT_THROW(add_cost_kind(kind), std::invalid_argument);  // its name is taken
  const Metrics metrics{2, 3, 5};
  EXPECT_DOUBLE_EQ(CostFunction(kind)(metrics), 4 * 3 + 0.5 * 5);
  EXPECT_DOUBLE_EQ(CostFunction(kind, {{"share_of_area", 2}}, {2, 1, 10})(metrics), 1 * 3 + 2 * 0.5);
  EXPECT_EQ(CostFunction(kind).formula(), "1 x (latency / L0)^2 x (energy / E0) + 0.5 x area / A0");
  EXPECT_NE(CostFunction(kind).key(), CostFunction(kind, {{"share_of_area", 2}}).key());
}

TEST(CostKind, NoTwoShareTheNameOfAnOption) {
  made_up_kind();
  std::set<std::string> names;
  for (const CostKind* kind : cost_kinds())
    for (const CostOption& option : kind->options())
      EXPECT_TRUE(names.insert(option.name).second) << option.name;
  EXPECT_GE(names.size(), 7U);
}

TEST(CostKind, AllWeightsOrPowersAtZeroAreAFault) {
  for (const std::string noun : {"weight", "power"}) {
    const CostKind& kind = cost_kind(noun == "weight" ? "weighted" : "product");
    const auto fault = kind.fault({0, 0, 0});
    ASSERT_TRUE(fault.has_value());
    EXPECT_EQ(fault->key, "latency_" + noun);
    EXPECT_EQ(fault->problem, "all three " + noun + "s are 0");
    EXPECT_EQ(fault->expected, "a " + noun + " above 0");
    EXPECT_FALSE(kind.fault({0, 0, 0.1}).has_value());
  }
  EXPECT_FALSE(made_up_kind().fault({0}).has_value());
}

}  // namespace
}  // namespace dance::test
