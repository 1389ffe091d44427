// Unions along an axis against the words counted one by one.
#include "dance/engine/unconstrained/axis_union.h"

#include <gtest/gtest.h>

#include <set>

#include "dance/core/random.h"
#include "engine/nest/touched_words.h"

namespace dance::test {
namespace {

using unconstrained::AxisUnion;
using unconstrained::AxisUnions;

std::set<std::int64_t> places_of(const std::vector<AxisSpread>& spreads) {
  std::set<std::int64_t> places = {0};
  for (const AxisSpread& spread : spreads) {
    std::set<std::int64_t> next;
    for (const std::int64_t place : places) {
      for (std::int64_t i = 0; i < spread.count; ++i) next.insert(place + i * spread.step);
    }
    places = next;
  }
  return places;
}

std::set<std::int64_t> words_of(const Window& window, std::int64_t start) {
  std::set<std::int64_t> words;
  for (const std::int64_t word : touched_by(window)) words.insert(start + word);
  return words;
}

// All different words, and those that some tile did not hold before the move.
std::pair<double, double> counted(const std::vector<AxisSpread>& spreads, const Window& window,
                                  std::int64_t move) {
  std::set<std::int64_t> all, added;
  for (const std::int64_t place : places_of(spreads)) {
    const std::set<std::int64_t> before = words_of(window, place);
    for (const std::int64_t word : words_of(window, place + move)) {
      all.insert(word);
      if (!before.contains(word)) added.insert(word);
    }
  }
  return {static_cast<double>(all.size()), static_cast<double>(added.size())};
}

TEST(AxisUnion, IsTheNumberOfDifferentWords) {
  Random random(1, "axis union");
  AxisUnions unions;
  const auto draw = [&](std::uint64_t most) { return 1 + static_cast<std::int64_t>(random.below(most)); };
  for (int i = 0; i < 2000; ++i) {
    std::vector<AxisSpread> spreads(random.below(4));
    for (AxisSpread& spread : spreads) spread = {draw(4), draw(7)};
    Window window{draw(11), 1, 1, 1};  // every other one is a segment
    if (random.below(2) == 0) window = {draw(4), draw(4), draw(4), draw(3)};
    const AxisUnion found = unions.of(spreads, AxisTile(window));
    for (std::int64_t move = -12; move < 13; ++move) {
      const auto [all, added] = counted(spreads, window, move);
      ASSERT_EQ(found.words(), all) << "case " << i;
      ASSERT_EQ(found.added(static_cast<double>(move)), added) << "case " << i << ", moved by " << move;
    }
  }
}

AxisTile segment(std::int64_t length) { return AxisTile(Window{length, 1, 1, 1}); }

// The words of a union depend on where the segments lie, not on how the spreads are listed.
TEST(AxisUnion, DoesNotDependOnTheOrderOfSpreads) {
  AxisUnions unions;
  const auto one = [&](std::int64_t length) { return unions.of({{3, 2}, {2, 5}}, segment(length)).words(); };
  const auto other = [&](std::int64_t length) {
    return unions.of({{2, 5}, {3, 2}}, segment(length)).words();
  };
  for (std::int64_t length = 1; length < 10; ++length) EXPECT_EQ(one(length), other(length));
  EXPECT_EQ(one(1), 6);   // the words 0, 2, 4, 5, 7 and 9
  EXPECT_EQ(one(2), 11);  // all from 0 to 10
}

// Unions that were handed out stay valid while others are found.
TEST(AxisUnion, StaysValidWhileOthersAreFound) {
  AxisUnions unions;
  const AxisTile with_gaps(Window{2, 1, 5, 1});
  const AxisUnion first = unions.of({{2, 3}, {2, 7}}, segment(4));  // at 0, 3, 7, 10
  const AxisUnion second = unions.of({{2, 3}, {2, 7}}, with_gaps);  // 0 5, 3 8, 7 12, 10 15
  for (std::int64_t step = 1; step < 200; ++step) {
    unions.of({{2, step}, {3, step + 1}}, segment(4));
    unions.of({{2, step}, {3, step + 1}}, with_gaps);
  }
  EXPECT_EQ(first.words(), 14);
  EXPECT_EQ(first.added(1), 4);
  EXPECT_EQ(second.words(), 8);
  EXPECT_EQ(second.added(5), 4);  // 10 13 17 20: of 5 10, 8 13, 12 17, 15 20 the first of each is old
}

}  // namespace
}  // namespace dance::test
