// How many words DRAM may move, against what a mapping with a little less and a little more costs.
#include "dance/engine/mapping/dram_allowance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "dance/core/random.h"

namespace dance::test {
namespace {

constexpr MappingPolicy kAll[] = {MappingPolicy::Edp, MappingPolicy::Latency, MappingPolicy::Energy};

double cost_with(double words, MappingPolicy policy, const WithoutDram& mapping, const DramRates& rates) {
  const double cycles = std::max(mapping.cycles, (words + mapping.residual_words) * rates.cycles_per_word);
  const double energy_pj =
      mapping.energy_pj + words * rates.pj_per_word + cycles * rates.leakage_pj_per_cycle;
  return policy_key(policy, cycles, energy_pj).first;
}

TEST(DramAllowance, IsWhereTheCostIsReached) {
  Random random(1, "dram allowance");
  int limited_by_dram = 0, limited_by_array = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto between = [&](double least, double most) {
      return least * std::pow(most / least, static_cast<double>(random.below(1000)) / 999);
    };
    const DramRates rates{between(1, 1000), between(0.01, 10), i % 3 == 0 ? 0 : between(0.01, 100)};
    const double residual = i % 2 == 0 ? 0 : between(1, 1e5);
    const WithoutDram mapping{between(10, 1e6), residual * rates.pj_per_word + between(1e3, 1e9), residual};
    const MappingPolicy policy = kAll[i % std::size(kAll)];
    const double first = between(0.5, 100) * cost_with(0, policy, mapping, rates);
    const double words = most_dram_words(policy, first, mapping, rates);
    if (words < 0) {
      EXPECT_GT(cost_with(0, policy, mapping, rates), first * (1 - 1e-6)) << i;
      continue;
    }
    const double slightly = 1e-6 * (words + residual);
    EXPECT_LE(cost_with(words - slightly, policy, mapping, rates), first * (1 + 1e-12)) << i;
    EXPECT_GT(cost_with(words + slightly, policy, mapping, rates), first) << i;
    ((words + residual) * rates.cycles_per_word > mapping.cycles ? limited_by_dram : limited_by_array) += 1;
  }
  EXPECT_GT(limited_by_dram, 500);
  EXPECT_GT(limited_by_array, 200);
}

TEST(DramAllowance, HasNoLimitWhereNothingIsKnown) {
  const double none = std::numeric_limits<double>::infinity();
  for (const MappingPolicy policy : kAll)
    EXPECT_EQ(most_dram_words(policy, none, {100, 1000, 0}, {10, 1, 1}), none);
}

}  // namespace
}  // namespace dance::test
