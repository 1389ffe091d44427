// Words of sliding windows against sets of words.
#include "dance/engine/nest/window.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/nest/touched_words.h"

namespace dance::test {
namespace {

template <typename Check>
void for_each_window(const Check& check) {
  for (std::int64_t positions : {1, 2, 3, 4, 7, 8}) {
    for (std::int64_t taps : {1, 2, 3, 5}) {
      for (std::int64_t stride : {1, 2, 3, 4, 6}) {
        for (std::int64_t dilation : {1, 2, 3, 4, 6}) check(Window{positions, taps, stride, dilation});
      }
    }
  }
}

TEST(Window, CountsEachWordOnce) {
  for_each_window([](const Window& window) {
    const std::set<std::int64_t> words = touched_by(window);
    EXPECT_EQ(window.words(), std::ssize(words));
    EXPECT_EQ(window.extent(), *words.rbegin() + 1);
  });
}

TEST(Window, KeepsTheWordsThatAMoveTouchesAgain) {
  for_each_window([](const Window& window) {
    const std::set<std::int64_t> words = touched_by(window);
    for (std::int64_t move = -window.extent() - 3; move <= window.extent() + 3; ++move) {
      std::int64_t kept = 0;
      for (std::int64_t word : words) kept += words.contains(word + move) ? 1 : 0;
      ASSERT_EQ(window.kept(move), kept)
          << window.positions << " positions, stride " << window.stride << ", " << window.taps
          << " taps, dilation " << window.dilation << ", by " << move;
    }
  });
}

// Sizes at which a walk over all classes or positions would never end.
TEST(Window, LongWindowsAreCountedAtOnce) {
  const std::int64_t large = std::int64_t{1} << 30;
  EXPECT_EQ((Window{large, 1, 2, 1}.words()), large);
  EXPECT_EQ((Window{large, 1, 2, 1}.kept(2)), large - 1);
  EXPECT_EQ((Window{large, 1, 2, 1}.kept(3)), 0);
  EXPECT_EQ((Window{1, large, 1, large}.words()), large);
  EXPECT_EQ((Window{2, 3, 1, large}.kept(large - 1)), 2);  // the second window's words on the first's
}

// By hand: stride 3 and two taps touch 0 1, 3 4, 6 7.
TEST(Window, WordsBetweenShortWindowsAreNotTouched) {
  const Window window{3, 2, 3, 1};
  EXPECT_EQ(window.extent(), 8);
  EXPECT_EQ(window.words(), 6);
  EXPECT_EQ(window.kept(1), 3);  // 1, 4 and 7 of the moved words 1 2, 4 5, 7 8
  EXPECT_EQ(window.kept(3), 4);
}

}  // namespace
}  // namespace dance::test
