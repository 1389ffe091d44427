// The sweep of a whole space against a walk over every mapping, priced on one accelerator after another.
#include "dance/engine/table/layer_sweep.h"

#include <gtest/gtest.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <limits>

#include "dance/engine/mapping/mapping_cost.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "engine/cost/flat_space.h"
#include "engine/mapping/map_space_walk.h"
#include "engine/mapping/mapping_cases.h"

namespace dance::test {
namespace {

// Register files and buffers of a few words, so that capacities bind; some accelerators hold no mapping.
HardwareSpace small_space(MappingPolicy policy) {
  HardwareSpace space = flat_space(policy, 300);
  space.pe_x = {1, 2, 3}, space.pe_y = {1, 3};
  space.rf_words = {2, 5, 12};
  space.glb_bytes = {8, 32, 128};
  space.glb_width_bits = {16, 32};
  space.glb_double_buffered = false;
  space.dram_megatransfers_per_s = {100, 600};
  space.word_bits = {{}, {{8, 4, 16}, {8, 8, 16}, {8, 8, 8}}};
  return space;
}

struct Priced {
  PolicyKey key;
  double cycles = 0, energy_pj = 0;
};

// The best of every mapping on each accelerator of a dataflow and words, by the general engine.
std::vector<Priced> enumerated(const NetworkLayer& layer, const HardwareSpace& space, int dataflow,
                               int words) {
  const WordBits& word_bits = space.word_bits[static_cast<std::size_t>(words)];
  const Dataflow& definition = space.dataflows[static_cast<std::size_t>(dataflow)];
  const auto largest = [&](const std::vector<std::int64_t>& values) { return values.back(); };
  struct Candidate {
    Accelerator accelerator;
    UnitCosts units;
    Needs holds;
  };
  std::vector<Candidate> candidates;
  std::vector<Priced> best;
  for (std::int64_t a = 0; a < space.size(); ++a) {
    const Accelerator accelerator = space.at(a);
    if (accelerator.dataflow_index != dataflow || accelerator.word_bits_index != words) continue;
    candidates.push_back({accelerator,
                          space.unit_costs(accelerator),
                          {accelerator.pe_x, accelerator.pe_y, accelerator.rf_words * word_bits.reference(),
                           space.glb_tile_bits(accelerator.glb_bytes)}});
    best.emplace_back();
  }
  const Needs limits{largest(space.pe_x), largest(space.pe_y),
                     largest(space.rf_words) * word_bits.reference(),
                     space.glb_tile_bits(largest(space.glb_bytes))};
  for_each_mapping(layer.layer, definition, limits, word_bits,
                   [&](const Mapping& mapping, const Needs& needs) {
                     const MappingCounts counts = counts_of(layer.layer, mapping, definition.multicast,
                                                            word_bits, space.array_pass_of(space.at(0)));
                     for (std::size_t i = 0; i < candidates.size(); ++i) {
                       if (!needs.within(candidates[i].holds)) continue;
                       const UnitCosts& units = candidates[i].units;
                       const double residual = residual_words(layer, units),
                                    cycles = latency_cycles(counts, residual, units);
                       const double macs = static_cast<double>(layer.layer.macs());
                       const double energy_pj = energy_of(counts, residual, macs, cycles, units).total_pj();
                       const PolicyKey key = policy_key(space.policy, cycles, energy_pj);
                       if (key < best[i].key) best[i] = {key, cycles, energy_pj};
                     }
                   });
  return best;
}

class LayerSweep : public ::testing::TestWithParam<MappingPolicy> {};

void expect_best_of_every_mapping(const HardwareSpace& space) {
  const auto accelerators = static_cast<std::size_t>(space.size());
  Random random(1, "layer sweep");
  std::size_t without = 0, with = 0;
  for (int i = 0; i < 40; ++i) {
    NetworkLayer layer;
    layer.layer = random_layer(random, 24);
    layer.residual_words = i % 2 == 0 ? 0 : 7;
    const auto dataflow = static_cast<int>(random.below(space.dataflows.size()));
    const int words = i % 2;
    SCOPED_TRACE(describe(layer.layer) + " under " +
                 space.dataflows[static_cast<std::size_t>(dataflow)].name);
    SweptLayer swept{std::vector<double>(accelerators, -1), std::vector<double>(accelerators, -1)};
    sweep_layer(layer, space, SweepGrid(space, words), dataflow, words, swept);
    const std::vector<Priced> best = enumerated(layer, space, dataflow, words);
    std::size_t next = 0;
    for (std::size_t a = 0; a < accelerators; ++a) {
      const Accelerator accelerator = space.at(static_cast<std::int64_t>(a));
      const double cycles = swept.latency_cycles[a], energy_pj = swept.energy_pj[a];
      if (accelerator.dataflow_index != dataflow || accelerator.word_bits_index != words) {
        EXPECT_EQ(cycles, -1) << "not of this sweep";
        EXPECT_EQ(energy_pj, -1);
        continue;
      }
      const Priced& expected = best[next++];
      if (expected.cycles == 0) {
        EXPECT_EQ(cycles, 0) << a;
        ++without;
        continue;
      }
      const PolicyKey key = policy_key(space.policy, cycles, energy_pj);
      EXPECT_NEAR(key.first, expected.key.first, 1e-12 * expected.key.first) << a;
      EXPECT_NEAR(key.second, expected.key.second, 1e-9 * expected.key.second) << a;
      ++with;
    }
  }
  EXPECT_GT(without, 50u);
  EXPECT_GT(with, 300u);
}

TEST_P(LayerSweep, FindsTheBestOfEveryMappingOnEveryAccelerator) {
  expect_best_of_every_mapping(small_space(GetParam()));
}

TEST_P(LayerSweep, FindsItWhereTheArrayStatesAPass) {
  HardwareSpace space = small_space(GetParam());
  space.array_pass.emplace();
  space.array_pass->fill_drain_cycles.number = 5;
  space.array_pass->load_words_per_cycle.number = 2;
  space.array_pass->transfer_overlap = 0.25;
  expect_best_of_every_mapping(space);
}

INSTANTIATE_TEST_SUITE_P(Policies, LayerSweep, ::testing::ValuesIn(kPolicies),
                         [](const auto& policy) { return to_string(policy.param); });

// Mappings that are equally good must not make the result depend on which of them a thread found first.
TEST_P(LayerSweep, IsTheSameWithAnyNumberOfThreads) {
  HardwareSpace space = small_space(GetParam());
  Random random(1, "threads");
  for (int i = 0; i < 20; ++i) {
    NetworkLayer layer;
    layer.layer = random_layer(random, 2000);
    const auto swept_by = [&](int threads) {
      const auto accelerators = static_cast<std::size_t>(space.size());
      SweptLayer swept{std::vector<double>(accelerators, 0), std::vector<double>(accelerators, 0)};
      tbb::task_arena(threads).execute([&] {
        for (int dataflow = 0; dataflow < static_cast<int>(space.dataflows.size()); ++dataflow)
          sweep_layer(layer, space, SweepGrid(space, 0), dataflow, 0, swept);
      });
      return swept;
    };
    const SweptLayer alone = swept_by(1), together = swept_by(4);
    EXPECT_EQ(alone.latency_cycles, together.latency_cycles) << describe(layer.layer);
    EXPECT_EQ(alone.energy_pj, together.energy_pj) << describe(layer.layer);
  }
}

// One entry for each accelerator of one dataflow, whichever it is, with the words asked for.
TEST(SweepGrid, HasTheUnitCostsInTheOrderOfTheSpace) {
  const HardwareSpace space = small_space(MappingPolicy::Edp);
  for (const int words : {0, 1}) {
    const std::vector<UnitCosts> grid = SweepGrid(space, words).units;
    std::vector<std::size_t> next(space.dataflows.size(), 0);
    for (std::int64_t a = 0; a < space.size(); ++a) {
      const Accelerator accelerator = space.at(a);
      if (accelerator.word_bits_index != words) continue;
      const UnitCosts units = space.unit_costs(accelerator);
      const UnitCosts& at = grid.at(next[static_cast<std::size_t>(accelerator.dataflow_index)]++);
      EXPECT_EQ(at.area_um2, units.area_um2);
      EXPECT_EQ(at.rf_read_pj, units.rf_read_pj);
      EXPECT_EQ(at.glb_read_words_per_cycle, units.glb_read_words_per_cycle);
      EXPECT_EQ(at.dram_words_per_cycle, units.dram_words_per_cycle);
      EXPECT_EQ(at.network_pj, units.network_pj);
      EXPECT_EQ(at.residual_word, units.residual_word);
      EXPECT_EQ(at.transfer_overlap, units.transfer_overlap);
    }
    for (const std::size_t count : next) EXPECT_EQ(count, grid.size());
  }
}

}  // namespace
}  // namespace dance::test
