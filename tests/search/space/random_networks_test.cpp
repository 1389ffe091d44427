#include "dance/search/space/random_networks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "dance/core/presets.h"

namespace dance::test {
namespace {

NetworkSpace small_space() { return NetworkSpace::load(find_preset("network", "small")); }

int skipped_layers(const NetworkSpace& space, const Architecture& network) {
  int skipped = 0;
  for (std::size_t l = 0; l < network.size(); ++l)
    skipped += space.layers[l].operations[static_cast<std::size_t>(network[l])].is_zero() ? 1 : 0;
  return skipped;
}

TEST(RandomNetworks, UniformOnesHaveEveryOperationEquallyOften) {
  const NetworkSpace space = small_space();
  Random random(1, "networks");
  constexpr int kNetworks = 7000;
  std::vector<int> counts(space.layers[1].operations.size());
  for (int i = 0; i < kNetworks; ++i) ++counts[static_cast<std::size_t>(uniform_network(space, random)[1])];
  const double expected = kNetworks / static_cast<double>(counts.size());
  for (const int count : counts) EXPECT_NEAR(count, expected, 5 * std::sqrt(expected));
}

// A network's own probability of skipping is uniform, so that every number of skipped layers comes up, the
// extremes too, which uniform draws hardly ever give.
TEST(RandomNetworks, VariedOnesAreOfAllSizes) {
  const NetworkSpace space = small_space();
  const int optional_layers = static_cast<int>(
      std::count_if(space.layers.begin(), space.layers.end(),
                    [](const SearchableLayer& layer) { return layer.operations.back().is_zero(); }));
  Random random(1, "networks");
  constexpr int kNetworks = 7000;
  std::vector<int> counts(static_cast<std::size_t>(optional_layers) + 1);
  for (int i = 0; i < kNetworks; ++i)
    ++counts[static_cast<std::size_t>(skipped_layers(space, varied_network(space, random)))];
  // Binomial(n, u) with u uniform in 0..1 is uniform over 0..n.
  const double expected = kNetworks / static_cast<double>(counts.size());
  for (const int count : counts) EXPECT_NEAR(count, expected, 5 * std::sqrt(expected));
}

TEST(RandomNetworks, BothFitTheSpace) {
  const NetworkSpace space = small_space();
  Random random(2, "networks");
  for (int i = 0; i < 200; ++i) {
    EXPECT_NO_THROW(lower(space, uniform_network(space, random)));
    EXPECT_NO_THROW(lower(space, varied_network(space, random)));
  }
}

}  // namespace
}  // namespace dance::test
