#include "dance/search/final_choice.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "dance/core/random.h"
#include "dance/space/random_networks.h"

namespace dance {
namespace {

NetworkSpace space_of(int layers) {
  NetworkSpace space;
  SearchableLayer layer;
  layer.operations.resize(4);
  space.layers.assign(static_cast<std::size_t>(layers), layer);
  return space;
}

// Each layer has a best operation of its own: layer + 1 modulo 4.
double separable(const Architecture& network) {
  double loss = 0;
  for (std::size_t l = 0; l < network.size(); ++l)
    loss += network[l] == static_cast<int>((l + 1) % 4) ? 0 : 1 + network[l];
  return loss;
}

TEST(FinalChoice, ExchangesReachTheLeastLossWhereLayersDoNotInteract) {
  FinalChoice choice([](const Architecture& network) { return NetworkLoss{0, separable(network)}; });
  choice.consider({0, 0, 0, 0, 0});
  choice.exchange(space_of(5), 1);
  EXPECT_EQ(choice.best(), (Architecture{1, 2, 3, 0, 1}));
}

// Where layers interact, what is left is a network that no single exchange betters.
TEST(FinalChoice, NoSingleExchangeBettersTheResult) {
  const NetworkSpace space = space_of(6);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed, "final choice test");
    const auto loss = [seed](const Architecture& network) {
      std::uint64_t number = seed;
      for (const int operation : network) number = 4 * number + static_cast<std::uint64_t>(operation);
      return std::fabs(std::sin(static_cast<double>(number * 2654435761U % 1000003)));
    };
    FinalChoice choice([&](const Architecture& network) { return NetworkLoss{0, loss(network)}; });
    const Architecture start = uniform_network(space, random);
    choice.consider(start);
    choice.exchange(space, 1000);
    EXPECT_LE(loss(choice.best()), loss(start));
    for (std::size_t layer = 0; layer < 6; ++layer) {
      for (int operation = 0; operation < 4; ++operation) {
        Architecture changed = choice.best();
        changed[layer] = operation;
        EXPECT_GE(loss(changed), loss(choice.best()));
      }
    }
  }
}

TEST(FinalChoice, ANetworkBeyondTheLimitsComesAfterAllWithin) {
  FinalChoice choice([](const Architecture& network) -> NetworkLoss {
    return {network[0] == 0 ? 0.5 : 0, network[0] == 0 ? 0.0 : 10.0 + network[1]};
  });
  choice.consider({0, 0});
  choice.consider({1, 3});
  EXPECT_EQ(choice.best(), (Architecture{1, 3}));
  choice.exchange(space_of(2), 2);
  EXPECT_EQ(choice.best(), (Architecture{1, 0}));
}

TEST(FinalChoice, AsksOnceAboutEachNetworkAndNotAtAllWithoutNeed) {
  std::map<Architecture, int> asked;
  FinalChoice choice([&](const Architecture& network) {
    ++asked[network];
    return NetworkLoss{0, separable(network)};
  });
  choice.consider({0, 0, 0});
  choice.consider({0, 0, 0});
  choice.consider({3, 3, 3});
  choice.exchange(space_of(3), 0);
  EXPECT_EQ(choice.best(), (Architecture{0, 0, 0}));
  choice.exchange(space_of(3), 50);
  for (const auto& [network, times] : asked) EXPECT_EQ(times, 1);
  EXPECT_LE(asked.size(), 2u + 2 * 3 * 3);  // a sweep that changes something, and one that does not
}

}  // namespace
}  // namespace dance
