// The best mapping so far: how mappings compare, worked out by hand, and that threads agree on it.
#include "dance/engine/unconstrained/incumbent.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <tuple>
#include <vector>

#include "dance/core/random.h"

namespace dance::test {
namespace {

using unconstrained::Incumbent;

NestCost cost_of(double cycles, double energy_pj) {
  NestCost cost;
  cost.cycles = cycles;
  cost.energy_pj = energy_pj;
  return cost;
}

Nest named(const std::string& name) {
  Nest nest;
  nest.levels.resize(1);
  nest.levels[0].name = name;
  return nest;
}

TEST(Incumbent, EverythingImprovesOnNothing) {
  const Incumbent incumbent(MappingPolicy::Edp);
  EXPECT_EQ(incumbent.best(), nullptr);
  EXPECT_TRUE(incumbent.may_improve(1e300, 1e300, Incumbent::kHeuristic));
}

TEST(Incumbent, ComparesByTheObjectiveThenByWhatItLeavesOpen) {
  Incumbent edp(MappingPolicy::Edp), latency(MappingPolicy::Latency), energy(MappingPolicy::Energy);
  for (Incumbent* incumbent : {&edp, &latency, &energy}) incumbent->offer(named("best"), cost_of(10, 6), 5);
  EXPECT_TRUE(edp.may_improve(59, 1, 9));
  EXPECT_TRUE(edp.may_improve(6, 10, 9));   // the same product in fewer cycles
  EXPECT_FALSE(edp.may_improve(12, 5, 0));  // the same product in more cycles
  EXPECT_FALSE(edp.may_improve(1, 61, 0));
  EXPECT_TRUE(latency.may_improve(9, 100, 9));
  EXPECT_TRUE(latency.may_improve(10, 5, 9));
  EXPECT_FALSE(latency.may_improve(10, 7, 0));
  EXPECT_TRUE(energy.may_improve(100, 5, 9));
  EXPECT_TRUE(energy.may_improve(9, 6, 9));
  EXPECT_FALSE(energy.may_improve(11, 6, 0));
}

TEST(Incumbent, EqualMappingsGoByTheTaskThatFoundThem) {
  Incumbent incumbent(MappingPolicy::Energy);
  incumbent.offer(named("of 5"), cost_of(10, 6), 5);
  incumbent.offer(named("of 7"), cost_of(10, 6), 7);
  EXPECT_EQ(incumbent.best()->nest.levels[0].name, "of 5");
  incumbent.offer(named("of 3"), cost_of(10, 6 * (1 + 1e-12)), 3);  // rounding makes no difference
  EXPECT_EQ(incumbent.best()->nest.levels[0].name, "of 3");
  incumbent.offer(named("another of 3"), cost_of(10, 6), 3);  // the first one of a task stays
  EXPECT_EQ(incumbent.best()->nest.levels[0].name, "of 3");
  EXPECT_FALSE(incumbent.may_beat(10, 6));
  EXPECT_TRUE(incumbent.may_beat(10, 6 * (1 - 1e-6)));
}

struct Offer {
  double cycles = 0, energy_pj = 0;
  std::uint64_t task = 0;
};

// The first by (value, cycles, task) among all offers, whoever makes them when.
TEST(Incumbent, ThreadsAgreeOnTheBest) {
  Random random(1, "incumbent");
  for (int round = 0; round < 20; ++round) {
    constexpr std::size_t kThreads = 4, kOffers = 400;
    std::vector<std::vector<Offer>> offers(kThreads);
    std::vector<std::tuple<double, double, std::uint64_t>> all;
    for (std::vector<Offer>& of_thread : offers) {
      for (std::size_t i = 0; i < kOffers; ++i) {
        const Offer offer{static_cast<double>(2 + random.below(30)),
                          static_cast<double>(2 + random.below(30)), random.below(1000)};
        of_thread.push_back(offer);
        all.emplace_back(offer.cycles * offer.energy_pj, offer.cycles, offer.task);
      }
    }
    Incumbent incumbent(MappingPolicy::Edp);
    std::vector<std::thread> threads;
    for (const std::vector<Offer>& of_thread : offers) {
      threads.emplace_back([&incumbent, &of_thread] {
        for (const Offer& offer : of_thread) {
          incumbent.offer(named("nest"), cost_of(offer.cycles, offer.energy_pj), offer.task);
          const Incumbent::Found* best = incumbent.best();  // read while others offer
          EXPECT_LE(best->value.first, offer.cycles * offer.energy_pj);
          EXPECT_EQ(best->cost.cycles * best->cost.energy_pj, best->value.first);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    const auto [value, cycles, task] = *std::min_element(all.begin(), all.end());
    ASSERT_NE(incumbent.best(), nullptr);
    EXPECT_EQ(incumbent.best()->value.first, value);
    EXPECT_EQ(incumbent.best()->cost.cycles, cycles);
    EXPECT_EQ(incumbent.best()->task, task);
    EXPECT_EQ(&incumbent.history().back(), incumbent.best());
    const auto key = [](const Incumbent::Found& f) {
      return std::tuple(f.value.first, f.value.second, f.task);
    };
    for (std::size_t i = 1; i < incumbent.history().size(); ++i) {
      EXPECT_LT(key(incumbent.history()[i]), key(incumbent.history()[i - 1]));
      EXPECT_GE(incumbent.history()[i].seconds, incumbent.history()[i - 1].seconds);
    }
  }
}

}  // namespace
}  // namespace dance::test
