// Unions along an axis against the words counted one by one.
#include "dance/engine/unconstrained/axis_union.h"

#include <gtest/gtest.h>

#include <set>

#include "dance/core/random.h"

namespace dance::test {
namespace {

using unconstrained::AxisUnion;
using unconstrained::AxisUnions;

void add_words(const std::vector<AxisSpread>& spreads, std::size_t next, std::int64_t place,
               std::int64_t length, std::set<std::int64_t>& words) {
  if (next == spreads.size()) {
    for (std::int64_t i = 0; i < length; ++i) words.insert(place + i);
    return;
  }
  for (std::int64_t i = 0; i < spreads[next].count; ++i) {
    add_words(spreads, next + 1, place + i * spreads[next].step, length, words);
  }
}

double counted(const std::vector<AxisSpread>& spreads, std::int64_t length) {
  std::set<std::int64_t> words;
  add_words(spreads, 0, 0, length, words);
  return static_cast<double>(words.size());
}

TEST(AxisUnion, IsTheNumberOfDifferentWords) {
  Random random(1, "axis union");
  AxisUnions unions;
  for (int i = 0; i < 2000; ++i) {
    std::vector<AxisSpread> spreads(random.below(4));
    for (AxisSpread& spread : spreads) {
      spread.count = 1 + static_cast<std::int64_t>(random.below(4));
      spread.step = 1 + static_cast<std::int64_t>(random.below(7));
    }
    const AxisUnion found = unions.of(spreads);
    for (std::int64_t length = 1; length < 12; ++length) {
      ASSERT_EQ(found.covered(static_cast<double>(length)), counted(spreads, length))
          << "case " << i << ", segments of " << length;
    }
  }
}

// The words of a union depend on where the segments lie, not on how the spreads are listed.
TEST(AxisUnion, DoesNotDependOnTheOrderOfSpreads) {
  AxisUnions unions;
  const AxisUnion one = unions.of({{3, 2}, {2, 5}}), other = unions.of({{2, 5}, {3, 2}});
  for (double length = 1; length < 10; ++length) EXPECT_EQ(one.covered(length), other.covered(length));
  EXPECT_EQ(one.covered(1), 6);   // the words 0, 2, 4, 5, 7 and 9
  EXPECT_EQ(one.covered(2), 11);  // all from 0 to 10
}

// Unions that were handed out stay valid while others are found.
TEST(AxisUnion, StaysValidWhileOthersAreFound) {
  AxisUnions unions;
  const AxisUnion first = unions.of({{2, 3}, {2, 7}});  // at 0, 3, 7, 10
  for (std::int64_t step = 1; step < 200; ++step) unions.of({{2, step}, {3, step + 1}});
  EXPECT_EQ(first.covered(1), 4);
  EXPECT_EQ(first.covered(4), 14);
}

}  // namespace
}  // namespace dance::test
