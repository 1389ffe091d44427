#include "dance/engine/nest/segments.h"

#include <gtest/gtest.h>

#include <set>

#include "dance/core/random.h"

namespace dance::test {
namespace {

// Sums of steps and covered numbers, put into sets one by one.
TEST(Segments, PlacesAndCoveredNumbersAreThoseOfSets) {
  Random random(1, "segments");
  const auto below = [&](std::uint64_t end) { return static_cast<std::int64_t>(random.below(end)); };
  for (int i = 0; i < 500; ++i) {
    const AxisSpread a{1 + below(5), below(7)}, b{1 + below(5), below(7)}, c{1 + below(3), below(20)};
    std::set<std::int64_t> expected;
    for (std::int64_t x = 0; x < a.count; ++x) {
      for (std::int64_t y = 0; y < b.count; ++y) {
        for (std::int64_t z = 0; z < c.count; ++z) expected.insert(x * a.step + y * b.step + z * c.step);
      }
    }
    const std::vector<std::int64_t> starts = places(std::array{a, b, c});
    EXPECT_EQ(starts, std::vector<std::int64_t>(expected.begin(), expected.end()));
    const std::int64_t length = below(9);
    std::set<std::int64_t> numbers;
    for (const std::int64_t start : starts) {
      for (std::int64_t n = start; n < start + length; ++n) numbers.insert(n);
    }
    EXPECT_EQ(covered(starts, length), std::ssize(numbers));
  }
}

}  // namespace
}  // namespace dance::test
