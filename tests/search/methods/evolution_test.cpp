#include "dance/search/methods/evolution.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "dance/core/random.h"

namespace dance::test {
namespace {

// Eight layers of four operations. The first objective is the number of layers that do not take operation 3,
// the second the sum of the operations: of each sum of 3 k the networks of k times operation 3 and zeros
// otherwise are the front.
constexpr std::size_t kLayers = 8;

std::array<double, 2> objectives_of(const std::vector<int>& network) {
  double others = 0;
  for (const int operation : network) others += operation == 3 ? 0 : 1;
  return {others, static_cast<double>(std::accumulate(network.begin(), network.end(), 0))};
}

struct Tried {
  std::int64_t count = 0;
  std::set<std::array<double, 2>> values;
};

Tried evolved(std::uint64_t seed, std::int64_t generations) {
  Tried tried;
  Random random(seed, "first");
  const auto first = [&] {
    std::vector<int> network(kLayers);
    for (int& operation : network) operation = static_cast<int>(random.below(4));
    return network;
  };
  const Objectives objectives = [&](const std::vector<int>& network) {
    EXPECT_EQ(network.size(), kLayers);
    for (const int operation : network) EXPECT_TRUE(operation >= 0 && operation < 4);
    ++tried.count;
    const std::array<double, 2> values = objectives_of(network);
    tried.values.insert(values);
    return values;
  };
  evolve(std::vector<std::int64_t>(kLayers, 4), first, objectives, {.population = 40}, generations, seed);
  return tried;
}

TEST(Evolution, TriesAPopulationAGeneration) {
  EXPECT_EQ(evolved(1, 0).count, 40);
  EXPECT_EQ(evolved(1, 5).count, 240);
}

TEST(Evolution, FindsTheFrontThatRandomNetworksMiss) {
  const Tried few = evolved(1, 0), many = evolved(1, 60);
  int found = 0, found_at_first = 0;
  for (std::size_t k = 0; k <= kLayers; ++k) {
    const std::array<double, 2> on_front{static_cast<double>(kLayers - k), 3.0 * static_cast<double>(k)};
    found += many.values.contains(on_front) ? 1 : 0;
    found_at_first += few.values.contains(on_front) ? 1 : 0;
  }
  EXPECT_GE(found, 7);
  EXPECT_LE(found_at_first, 3);
}

TEST(Evolution, TheSameSeedTriesTheSame) {
  EXPECT_EQ(evolved(4, 10).values, evolved(4, 10).values);
  EXPECT_NE(evolved(4, 10).values, evolved(5, 10).values);
}

}  // namespace
}  // namespace dance::test
