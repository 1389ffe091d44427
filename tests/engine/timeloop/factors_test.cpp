// The texts of a mapping directive.
#include "dance/engine/timeloop/factors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "engine/timeloop/small_design.h"

namespace dance::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

const std::vector<char> kDimensions = {'R', 'S', 'C', 'K'};

std::map<char, std::int64_t> factors(const std::string& text) {
  return read_section("factors: " + text, "factors",
                      [](const ConfigValue& value) { return timeloop::read_factors(value, kDimensions); });
}

std::string permutation(const std::string& text) {
  const std::vector<char> order =
      read_section("permutation: " + text, "permutation",
                   [](const ConfigValue& v) { return timeloop::read_permutation(v, kDimensions); });
  return {order.begin(), order.end()};
}

TEST(TimeloopFactors, AreLettersAndNumbersHoweverTheyAreSetApart) {
  for (const char* text :
       {"C=16 K=6", "C16 K6", "C16,K6", "C = 16, K= 6", "[C=16, K=6]", "'C=16 K6 # all'"}) {
    EXPECT_THAT(factors(text), ElementsAre(Pair('C', 16), Pair('K', 6))) << text;
  }
  EXPECT_THAT(factors("''"), IsEmpty());
  EXPECT_THAT(factors("C=0"), ElementsAre(Pair('C', 0)));
}

// Timeloop writes an imperfect factor with the last round's: 16,4. One whose rounds are equal is a plain
// one.
TEST(TimeloopFactors, ImperfectOnesAreRefusedUnlessTheyArePerfect) {
  EXPECT_THAT(factors("C=16,16 K=6"), ElementsAre(Pair('C', 16), Pair('K', 6)));
  EXPECT_THAT(message_of([] { factors("C=16,4"); }), HasSubstr("imperfect factors are not modelled"));
  EXPECT_THAT(message_of([] { factors("C=16,4"); }), HasSubstr("C=16,4"));
}

TEST(TimeloopFactors, FaultsQuoteTheWord) {
  const auto message = [](const std::string& text) { return message_of([&] { factors(text); }); };
  EXPECT_THAT(message("C=16 =6"), HasSubstr("not a factor; expected factors such as R=16 or R16"));
  EXPECT_THAT(message("C=16 =6"), HasSubstr("got '=6'"));
  EXPECT_THAT(message("C=x"), HasSubstr("got 'C=x'"));
  EXPECT_THAT(message("C=99999999999999999999"), HasSubstr("not a factor"));
  EXPECT_THAT(message("X=2"),
              HasSubstr("not a dimension of the problem; expected one of R, S, C, K; got X=2"));
  EXPECT_THAT(message("C=2 C=3"), HasSubstr("given twice; expected each dimension once; got C=3"));
}

TEST(TimeloopPermutation, DimensionsThatItLacksFollowInTheShapesOrder) {
  EXPECT_EQ(permutation("KCSR"), "KCSR");
  EXPECT_EQ(permutation("C"), "CRSK");
  EXPECT_EQ(permutation("[K, S]"), "KSRC");
  EXPECT_EQ(permutation("K, S"), "KSRC");
  EXPECT_EQ(permutation("''"), "RSCK");
}

TEST(TimeloopPermutation, FaultsNameTheLetter) {
  EXPECT_THAT(message_of([] { permutation("KX"); }), HasSubstr("not a dimension of the problem"));
  EXPECT_THAT(message_of([] { permutation("KX"); }), HasSubstr("'X'"));
  EXPECT_THAT(message_of([] { permutation("KCK"); }), HasSubstr("named twice; expected each dimension once"));
}

}  // namespace
}  // namespace dance::test
