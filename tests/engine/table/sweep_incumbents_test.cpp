// Incumbents of all accelerators at once against the cost equations on one accelerator after another.
#include "dance/engine/table/sweep_incumbents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "dance/core/random.h"
#include "dance/engine/mapping/mapping_cost.h"
#include "dance/engine/table/layer_sweep.h"
#include "engine/table/many_parameters.h"

namespace dance::test {
namespace {

constexpr double kMacs = 1e5, kResidualWords = 300;
constexpr double kLeastDramWords = 3000;  // of random_mapping
constexpr double kNone = std::numeric_limits<double>::infinity();

// What a mapping asks of an accelerator, and its counts.
struct Offered {
  MappingCounts counts;
  std::int64_t pe_x = 1, pe_y = 1;
  std::size_t rf_step = 0, glb_step = 0;
};

Offered random_mapping(const HardwareSpace& space, Random& random) {
  Offered mapping;
  const auto words = [&](double most) { return std::floor(random.uniform(0.1, 1) * most); };
  mapping.counts.compute_cycles = words(2e4);
  mapping.counts.rf_reads = words(3e5);
  mapping.counts.rf_writes = words(2e5);
  mapping.counts.glb_reads = words(1e5);
  mapping.counts.glb_writes = words(5e4);
  mapping.counts.dram_reads = words(2e4);
  mapping.counts.dram_writes = words(1e4);
  mapping.counts.network_words = words(1e5);
  mapping.pe_x = 1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(space.pe_x.back())));
  mapping.pe_y = 1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(space.pe_y.back())));
  mapping.rf_step = random.below(space.rf_words.size());
  mapping.glb_step = random.below(space.glb_bytes.size());
  return mapping;
}

bool holds(const HardwareSpace& space, const Accelerator& accelerator, const Offered& mapping) {
  return accelerator.pe_x >= mapping.pe_x && accelerator.pe_y >= mapping.pe_y &&
         accelerator.rf_words >= space.rf_words[mapping.rf_step] &&
         accelerator.glb_bytes >= space.glb_bytes[mapping.glb_step];
}

// Cycles and energy by the cost equations.
std::pair<double, double> cost_on(const UnitCosts& units, const MappingCounts& counts) {
  const double cycles = latency_cycles(counts, kResidualWords, units);
  return {cycles, energy_of(counts, kResidualWords, kMacs, cycles, units).total_pj()};
}

class SweepIncumbentsUnder : public ::testing::TestWithParam<MappingPolicy> {
 protected:
  SweepIncumbentsUnder() {
    space_.policy = GetParam();
    grid_.emplace(space_, 0);
    least_.assign(grid_->units.size(), kNone);
  }
  SweepIncumbents none() const { return {*grid_, kMacs, kResidualWords, kLeastDramWords}; }
  static MappingSummary summary(const Offered& mapping) {
    return {mapping.counts, mapping.pe_x, mapping.pe_y, mapping.rf_step, mapping.glb_step};
  }
  // Remembers what the mapping costs everywhere.
  void remember(const Offered& mapping) {
    for (std::size_t a = 0; a < least_.size(); ++a) least_[a] = std::min(least_[a], value_on(a, mapping));
  }
  void expect_best(const SweepIncumbents& incumbents) const {
    std::size_t without = 0;
    for (std::size_t a = 0; a < least_.size(); ++a) {
      const double cycles = incumbents.cycles(a), energy_pj = incumbents.energy_pj(a);
      if (least_[a] == kNone) {
        EXPECT_EQ(cycles, 0);
        ++without;
        continue;
      }
      EXPECT_NEAR(policy_key(GetParam(), cycles, energy_pj).first, least_[a], 1e-12 * least_[a]) << a;
    }
    EXPECT_LT(without, least_.size() / 2);
  }
  // By the mapping on an accelerator; infinite where that does not hold it.
  double value_on(std::size_t a, const Offered& mapping) const {
    if (!holds(space_, space_.at(static_cast<std::int64_t>(a)), mapping)) return kNone;
    const auto [cycles, energy] = cost_on(grid_->units[a], mapping.counts);
    return policy_key(GetParam(), cycles, energy).first;
  }

  HardwareSpace space_ = many_parameters();
  std::optional<SweepGrid> grid_;
  std::vector<double> least_;  // per accelerator, of what has been offered
};

TEST_P(SweepIncumbentsUnder, AreTheBestOfAllThatWasOffered) {
  Random random(1, "sweep incumbents");
  SweepIncumbents incumbents = none();
  for (int n = 0; n < 60; ++n) {
    const Offered mapping = random_mapping(space_, random);
    incumbents.offer(summary(mapping));
    remember(mapping);
  }
  expect_best(incumbents);
}

TEST_P(SweepIncumbentsUnder, AreTheBestOfBothWhereTwoHaveLooked) {
  Random random(3, "sweep incumbents");
  SweepIncumbents one = none(), other = none();
  for (int n = 0; n < 60; ++n) {
    const Offered mapping = random_mapping(space_, random);
    (n % 3 == 0 ? one : other).offer(summary(mapping));
    remember(mapping);
    if (n % 20 == 10) other.take_better(one);
  }
  one.take_better(other);
  expect_best(one);
}

// A mapping that is refused betters no accelerator; one that betters any is let through, and DRAM moves no
// more words in it than it may.
TEST_P(SweepIncumbentsUnder, RefuseOnlyWhatBettersNone) {
  Random random(2, "sweep incumbents");
  SweepIncumbents incumbents = none();
  int refused = 0, better = 0, too_many_words = 0;
  std::vector<double> most(space_.glb_bytes.size());
  for (int n = 0; n < 600; ++n) {
    const Offered mapping = random_mapping(space_, random);
    bool betters = false;
    for (std::size_t a = 0; a < least_.size(); ++a)
      betters = betters || value_on(a, mapping) < least_[a] * (1 - 1e-12);
    const bool may = incumbents.may_improve(summary(mapping), 1);
    EXPECT_TRUE(may || !betters);
    incumbents.most_dram_words(summary(mapping), 1, most);
    const bool few = mapping.counts.dram_reads + mapping.counts.dram_writes <= most[mapping.glb_step];
    EXPECT_TRUE(few || !betters);
    refused += may ? 0 : 1;
    too_many_words += few ? 0 : 1;
    better += betters ? 1 : 0;
    incumbents.offer(summary(mapping));
    remember(mapping);
  }
  EXPECT_GT(refused, 10);
  EXPECT_GT(too_many_words, 10);
  EXPECT_GT(better, 5);
}

INSTANTIATE_TEST_SUITE_P(Policies, SweepIncumbentsUnder,
                         ::testing::Values(MappingPolicy::Edp, MappingPolicy::Latency,
                                           MappingPolicy::Energy));

}  // namespace
}  // namespace dance::test
