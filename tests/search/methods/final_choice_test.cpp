#include "dance/search/methods/final_choice.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "dance/core/random.h"
#include "dance/search/space/random_networks.h"

namespace dance::test {
namespace {

NetworkSpace space_of(int layers) {
  NetworkSpace space;
  SearchableLayer layer;
  layer.operations.resize(4);
  space.layers.assign(static_cast<std::size_t>(layers), layer);
  return space;
}

// Each layer has a best operation of its own, layer + 1 modulo 4.
double separable(const Architecture& network) {
  double loss = 0;
  for (std::size_t l = 0; l < network.size(); ++l)
    loss += network[l] == static_cast<int>((l + 1) % 4) ? 0 : 1 + network[l];
  return loss;
}

// A final choice among networks that cost nothing.
FinalChoice race(FinalChoice::CrossEntropy cross_entropy, std::int64_t batches) {
  return {[](const Architecture&) { return FinalChoice::Hardware{}; }, std::move(cross_entropy), batches};
}

FinalChoice choice_by(const std::function<double(const Architecture&)>& loss) {
  return race([loss](const Architecture& network, std::int64_t) { return loss(network); }, 1);
}

TEST(FinalChoice, ExchangesReachTheLeastLossWhereLayersDoNotInteract) {
  FinalChoice choice = choice_by(separable);
  choice.consider({0, 0, 0, 0, 0});
  choice.exchange(space_of(5), 1);
  EXPECT_EQ(choice.best(), (Architecture{1, 2, 3, 0, 1}));
}

// Where layers interact, no exchange betters the network that is left.
TEST(FinalChoice, NoExchangeBettersTheResult) {
  const NetworkSpace space = space_of(6);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed, "final choice test");
    const auto loss = [seed](const Architecture& network) {
      std::uint64_t number = seed;
      for (const int operation : network) number = 4 * number + static_cast<std::uint64_t>(operation);
      return std::fabs(std::sin(static_cast<double>(number * 2654435761U % 1000003)));
    };
    FinalChoice choice = choice_by(loss);
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
      for (std::size_t other = 0; other < layer; ++other) {
        Architecture changed = choice.best();
        std::swap(changed[layer], changed[other]);
        EXPECT_GE(loss(changed), loss(choice.best()));
      }
    }
  }
}

// Any other sum of operations is worse, so it is settled which there are: what is left is to place them.
TEST(FinalChoice, OperationsMoveToTheLayersWhereTheyDoBest) {
  FinalChoice choice = choice_by([](const Architecture& network) {
    int sum = 0, late = 0;
    for (std::size_t l = 0; l < network.size(); ++l)
      sum += network[l], late += static_cast<int>(l) * network[l];
    return 100 * std::abs(sum - 6) - late;
  });
  choice.consider({3, 2, 1, 0});
  choice.exchange(space_of(4), 1000);
  EXPECT_EQ(choice.best(), (Architecture{0, 1, 2, 3}));
}

TEST(FinalChoice, OnlyLayersOfTheSameCandidatesSwap) {
  NetworkSpace space = space_of(3);
  space.layers[1].operations.resize(2);
  FinalChoice choice = choice_by([](const Architecture& network) {
    EXPECT_LT(network[1], 2);
    return network == Architecture{3, 0, 0} ? 1 : network == Architecture{0, 0, 3} ? 0 : 2;
  });
  choice.consider({3, 0, 0});
  choice.exchange(space, 1);
  EXPECT_EQ(choice.best(), (Architecture{0, 0, 3}));
}

TEST(FinalChoice, ANetworkBeyondTheLimitsComesAfterAllWithin) {
  FinalChoice choice(
      [](const Architecture& network) -> FinalChoice::Hardware {
        return {network[0] == 0 ? 0.5 : 0, network[0] == 0 ? 0.0 : 10};
      },
      [](const Architecture& network, std::int64_t) { return network[1]; }, 1);
  choice.consider({0, 0});
  choice.consider({1, 3});
  EXPECT_EQ(choice.best(), (Architecture{1, 3}));
  choice.exchange(space_of(2), 2);
  EXPECT_EQ(choice.best(), (Architecture{1, 0}));
}

TEST(FinalChoice, CostsAndCrossEntropiesAddUp) {
  FinalChoice choice(
      [](const Architecture& network) -> FinalChoice::Hardware {
        return {0, network[0] * 0.5};
      },
      [](const Architecture& network, std::int64_t batch) {
        return static_cast<double>(batch) - 0.4 * network[0];
      },
      4);
  choice.consider({1});
  choice.consider({2});  // 2 * 0.1 is more than 0.1
  EXPECT_EQ(choice.best(), (Architecture{1}));
  choice.consider({0});
  EXPECT_EQ(choice.best(), (Architecture{0}));
  FinalChoice cheaper(
      [](const Architecture& network) -> FinalChoice::Hardware {
        return {0, network[0] * 0.3};
      },
      [](const Architecture& network, std::int64_t batch) {
        return static_cast<double>(batch) - 0.4 * network[0];
      },
      4);
  cheaper.consider({1});
  cheaper.consider({2});
  EXPECT_EQ(cheaper.best(), (Architecture{2}));
}

TEST(FinalChoice, AsksOnceAboutEachNetworkAndBatch) {
  std::map<Architecture, int> hardware;
  std::map<std::pair<Architecture, std::int64_t>, int> asked;
  FinalChoice choice(
      [&](const Architecture& network) {
        ++hardware[network];
        return FinalChoice::Hardware{};
      },
      [&](const Architecture& network, std::int64_t batch) {
        ++asked[{network, batch}];
        return separable(network);
      },
      4);
  choice.consider({0, 0, 0});
  choice.consider({0, 0, 0});
  EXPECT_TRUE(asked.empty());
  choice.consider({3, 3, 3});
  choice.exchange(space_of(3), 0);
  EXPECT_EQ(choice.best(), (Architecture{0, 0, 0}));
  choice.exchange(space_of(3), 50);
  for (const auto& [network, times] : hardware) EXPECT_EQ(times, 1);
  for (const auto& [network_and_batch, times] : asked) EXPECT_EQ(times, 1);
  EXPECT_LE(hardware.size(), 2u + 2 * 3 * 3);  // a sweep that changes something, and one that does not
}

// Network n has a loss of n / 10 and, batch by batch, half more or half less. The even networks have more in
// even batches, the odd ones in odd batches.
TEST(FinalChoice, WhatIsClearlyWorseGetsFewBatchesAndWhatIsNotAllOfThem) {
  constexpr int kBatches = 300;  // 0.1 is less than two standard errors, 2 / sqrt(300)
  std::map<int, int> asked;
  FinalChoice choice = race(
      [&](const Architecture& network, std::int64_t batch) {
        ++asked[network[0]];
        return network[0] * 0.1 + ((network[0] + batch) % 2 == 0 ? 0.5 : -0.5);
      },
      kBatches);
  choice.consider({51});
  choice.consider({1});
  choice.consider({50});
  EXPECT_EQ(asked, (std::map<int, int>{{1, kBatches}, {50, 8}, {51, kBatches}}));
  choice.consider({2});
  EXPECT_EQ(choice.best(), Architecture{1});
  EXPECT_EQ(asked[2], kBatches);
  choice.consider({0});
  EXPECT_EQ(choice.best(), Architecture{0});
  EXPECT_EQ(asked[0], kBatches);
}

// What the batches have in common does not count: differences are taken batch by batch.
TEST(FinalChoice, NetworksAreComparedOnTheSameBatches) {
  Random random(2, "batches");
  std::vector<double> common;
  for (int batch = 0; batch < 400; ++batch) common.push_back(random.normal());
  std::map<int, int> asked;
  FinalChoice choice = race(
      [&](const Architecture& network, std::int64_t batch) {
        ++asked[network[0]];
        return common[static_cast<std::size_t>(batch)] +
               0.01 * network[0] * static_cast<double>(batch % 2 + 1);
      },
      400);
  choice.consider({2});
  choice.consider({1});  // 0.015 less; the deviations are 0.005 beside the 1 of the batches
  choice.consider({3});
  EXPECT_EQ(choice.best(), Architecture{1});
  EXPECT_EQ(asked, (std::map<int, int>{{1, 400}, {2, 400}, {3, 8}}));
}

// Eight batches mislead, four hundred do not.
TEST(FinalChoice, AnUnclearLeadIsNotEnough) {
  FinalChoice choice = race(
      [](const Architecture& network, std::int64_t batch) {
        return network[0] * ((batch < 10 ? -0.5 : 0.1) + (batch % 2 == 0 ? 2.0 : -2.0));
      },
      400);
  choice.consider({0});
  choice.consider({1});
  EXPECT_EQ(choice.best(), Architecture{0});
}

// Better on the first twenty batches, with hardly any deviation, but worse on all.
TEST(FinalChoice, AClearLeadOnFewBatchesIsNotEnough) {
  FinalChoice choice = race(
      [](const Architecture& network, std::int64_t batch) {
        return network[0] * ((batch < 20 ? -0.5 : 0.1) + (batch % 2 == 0 ? 0.01 : -0.01));
      },
      400);
  choice.consider({0});
  choice.consider({1});
  EXPECT_EQ(choice.best(), Architecture{0});
}

}  // namespace
}  // namespace dance::test
