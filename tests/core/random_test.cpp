#include "dance/core/random.h"

#include <gtest/gtest.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

namespace dance::test {
namespace {

// The two published algorithms, written apart from the library and checked against published numbers below.
std::uint64_t splitmix64(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15u;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

std::uint64_t xoshiro256ss(std::array<std::uint64_t, 4>& s) {
  const std::uint64_t result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate(s[3], 45);
  return result;
}

TEST(Random, ReferenceAlgorithmsGiveThePublishedNumbers) {
  std::uint64_t state = 1234567;
  for (const std::uint64_t expected : {6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                       4593380528125082431u, 16408922859458223821u}) {
    EXPECT_EQ(splitmix64(state), expected);
  }
  std::array<std::uint64_t, 4> s = {1, 2, 3, 4};
  for (const std::uint64_t expected :
       {std::uint64_t{11520}, std::uint64_t{0}, std::uint64_t{1509978240}, std::uint64_t{1215971899390074240},
        std::uint64_t{1216172134540287360}, std::uint64_t{607988272756665600},
        std::uint64_t{16172922978634559625u}}) {
    EXPECT_EQ(xoshiro256ss(s), expected);
  }
}

TEST(Random, IsXoshiroSeededBySplitmixOfTheStreamsHash) {
  const std::string stream = "weights";
  std::uint64_t state = XXH3_64bits_withSeed(stream.data(), stream.size(), 42);
  std::array<std::uint64_t, 4> s;
  for (auto& word : s) word = splitmix64(state);
  Random random(42, stream);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(random(), xoshiro256ss(s));
}

TEST(Random, StreamsAndSeedsDiffer) {
  Random a(1, "a"), again(1, "a"), b(1, "b"), other_seed(2, "a");
  const std::uint64_t first = a();
  EXPECT_EQ(first, again());
  EXPECT_NE(first, b());
  EXPECT_NE(first, other_seed());
}

TEST(Random, BelowIsUniform) {
  Random random(3, "below");
  constexpr int kValues = 7, kDraws = 70000;
  std::array<int, kValues> counts{};
  for (int i = 0; i < kDraws; ++i) ++counts[random.below(kValues)];
  double chi_squared = 0;
  for (const int count : counts) chi_squared += std::pow(count - kDraws / kValues, 2) / (kDraws / kValues);
  EXPECT_LT(chi_squared, 22.5);  // 6 degrees of freedom, p = 0.001
  for (int i = 0; i < 10; ++i) EXPECT_EQ(random.below(1), 0u);
}

// 2^64 is one and a third times this: without rejection the first third would be drawn twice as often.
TEST(Random, BelowIsUniformWhereTheRangeIsNoMultiple) {
  Random random(4, "below");
  constexpr std::uint64_t kThird = std::uint64_t{1} << 62;
  std::array<int, 3> counts{};
  for (int i = 0; i < 30000; ++i) ++counts[random.below(3 * kThird) / kThird];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 350);  // over 4 standard deviations
}

TEST(Random, UniformAndNormalHaveTheirMoments) {
  Random random(4, "moments");
  constexpr int kDraws = 100000;
  double sum = 0, normal_sum = 0, normal_squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double u = random.uniform();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    const double z = random.normal();
    normal_sum += z;
    normal_squares += z * z;
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 4 / std::sqrt(12.0 * kDraws));
  EXPECT_NEAR(normal_sum / kDraws, 0, 4 / std::sqrt(1.0 * kDraws));
  EXPECT_NEAR(normal_squares / kDraws, 1, 4 * std::sqrt(2.0 / kDraws));
}

TEST(Random, ShuffleReachesEveryOrderEquallyOften) {
  Random random(5, "shuffle");
  std::array<int, 6> counts{};
  for (int i = 0; i < 60000; ++i) {
    std::array<int, 3> items = {0, 1, 2};
    random.shuffle(items);
    int rank = 0;
    for (std::array<int, 3> order = {0, 1, 2}; order != items;
         std::next_permutation(order.begin(), order.end()))
      ++rank;
    ++counts[static_cast<std::size_t>(rank)];
  }
  for (const int count : counts) EXPECT_NEAR(count, 10000, 400);
}

}  // namespace
}  // namespace dance::test
