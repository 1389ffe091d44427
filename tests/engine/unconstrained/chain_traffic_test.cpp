// What a spatial choice and a bypass say of the traffic, against executed loop nests with that choice.
#include "dance/engine/unconstrained/chain_traffic.h"

#include <gtest/gtest.h>

#include "engine/nest/executor.h"
#include "engine/unconstrained/random_cases.h"

namespace dance::test {
namespace {

using namespace unconstrained;

struct Chains {
  std::array<ChainTraffic, kTensors> of;
  bool places_vary = false;
};

Chains chains_of(const MergedLayer& layer, const Hierarchy& hierarchy, const Task& task) {
  Chains chains;
  const SpatialProducts spatial(layer, *task.spatial);
  for (std::size_t t = 0; t < kTensors; ++t) {
    chains.of[t] = chain_traffic(layer, hierarchy, spatial, kAllTensors[t], task.keeps[t]);
    chains.places_vary = chains.places_vary || chains.of[t].places_vary;
  }
  return chains;
}

struct Executed {
  Nest nest;
  NestCounts counts;
  // Per instance of `child`: words that come to it; and words that one instance of its parent reads for it,
  // or takes up in the case of outputs.
  double arriving(std::size_t t, std::size_t child) const {
    return words_arriving(nest, counts, kAllTensors[t], child);
  }
  double sent(std::size_t t, std::size_t child) const {
    const TensorCounts& parent = counts.levels[parent_of(nest, t, child)][t];
    return static_cast<double>(kAllTensors[t] == Tensor::Outputs ? parent.updates : parent.reads);
  }
};

// The linear form: a constant, energy per word that comes, and energy per word that is sent.
double linear_pj(const Chains& chains, const Executed& executed) {
  double pj = 0;
  for (std::size_t t = 0; t < kTensors; ++t) {
    pj += chains.of[t].fixed_pj;
    for (std::size_t l = 1; l < executed.nest.levels.size(); ++l) {
      if (!executed.nest.levels[l].keeps[t]) continue;
      pj += chains.of[t].word_pj[l] * executed.arriving(t, l);
      if (chains.of[t].shared_pj[l] > 0) pj += chains.of[t].shared_pj[l] * executed.sent(t, l);
    }
  }
  return pj;
}

// Energy of storage and networks from the executed counts, as nest_cost.h defines it for blocks of one
// word.
double executed_pj(const Hierarchy& hierarchy, const Executed& executed, std::int64_t macs) {
  const NestCost cost = cost_of(executed.counts, units_of(hierarchy), macs);
  return cost.energy_pj - cost.mac_energy_pj - cost.leakage_energy_pj;
}

void expect_bounds(const Hierarchy& hierarchy, const Chains& chains, const Executed& executed) {
  constexpr double kSlack = 1 + 1e-12;
  for (std::size_t t = 0; t < kTensors; ++t) {
    const ChainTraffic& chain = chains.of[t];
    for (std::size_t l = 0; l < hierarchy.levels.size(); ++l) {
      const TensorCounts& counts = executed.counts.levels[l][t];
      if (!executed.nest.levels[l].keeps[t]) continue;
      const double word = hierarchy.levels[l].units.word[t];
      EXPECT_LE(chain.reads[l], word * static_cast<double>(counts.reads) * kSlack);
      EXPECT_LE(chain.writes[l], word * static_cast<double>(counts.fills + counts.updates) * kSlack);
      if (l == 0) continue;
      EXPECT_EQ(chain.parent[l], parent_of(executed.nest, t, l));
      EXPECT_LE(chain.compulsory_words[l], executed.arriving(t, l));
      EXPECT_LE(chain.sent_words[l], executed.sent(t, l));
      if (chain.shared_pj[l] == 0) {
        EXPECT_LE(chain.distinct[l] * executed.arriving(t, l), executed.sent(t, l) * kSlack);
      }
    }
  }
}

// How many of the compulsory words are met exactly.
int exact_words(const Chains& chains, const Executed& executed) {
  int exact = 0;
  for (std::size_t t = 0; t < kTensors; ++t) {
    for (std::size_t l = 1; l < executed.nest.levels.size(); ++l) {
      if (executed.nest.levels[l].keeps[t])
        exact += chains.of[t].compulsory_words[l] == executed.arriving(t, l) ? 1 : 0;
    }
  }
  return exact;
}

void check_random_mappings(std::uint64_t seed, bool sharing) {
  Random random(seed, "chain traffic");
  int exact = 0, vary = 0;
  for (int done = 0; done < 600;) {
    const Layer drawn = sharing ? sliding_layer(random) : random_layer(random);
    Hierarchy hierarchy = sharing ? sharing_hierarchy(random) : random_hierarchy(random);
    const MergedLayer layer(drawn, hierarchy.input_words);
    if (layer.layer().macs() > 300) continue;
    ++done;
    for (StorageLevel& level : hierarchy.levels) level.units.block_words = 1;
    const SpatialChoices spatial = spatial_choices(layer, hierarchy);
    const RandomMapping mapping = random_mapping(random, layer, hierarchy, spatial);
    const Chains chains = chains_of(layer, hierarchy, mapping.task);
    const Executed executed{mapping.nest, execute(mapping.nest)};
    const double true_pj = executed_pj(hierarchy, executed, layer.layer().macs());
    const double pj = linear_pj(chains, executed);
    if (chains.places_vary) {
      EXPECT_LE(pj, true_pj * (1 + 1e-9));
    } else {
      EXPECT_NEAR(pj, true_pj, 1e-9 * true_pj);
    }
    EXPECT_LE(chains.of[0].least_pj + chains.of[1].least_pj + chains.of[2].least_pj, pj * (1 + 1e-9));
    expect_bounds(hierarchy, chains, executed);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "case " << done;
    exact += exact_words(chains, executed);
    vary += chains.places_vary ? 1 : 0;
  }
  EXPECT_GT(exact, 300);
  EXPECT_GT(vary, 20);
}

TEST(ChainTraffic, IsThatOfTheExecutedNest) { check_random_mappings(1, false); }
TEST(ChainTraffic, IsThatOfTheExecutedNestWhereWindowsAreSharedByWord) { check_random_mappings(2, true); }

TEST(ChainTraffic, SpatialProductsCountInstances) {
  Layer layer;
  layer.bounds[Dim::M] = 12, layer.bounds[Dim::C] = 4;
  const MergedLayer merged(layer);
  SpatialChoice choice;
  choice.fanouts.resize(2);
  choice.fanouts[0].merged[0] = 3;  // M over the instances of level 1
  choice.fanouts[1].merged[0] = 2, choice.fanouts[1].merged[1] = 4;
  const SpatialProducts products(merged, choice);
  EXPECT_EQ(products.instances(0), 1);
  EXPECT_EQ(products.instances(1), 3);
  EXPECT_EQ(products.instances(2), 24);
  EXPECT_EQ(products.outside(2)[0], 6);
  EXPECT_EQ(products.between(1, 2)[0], 2);
  EXPECT_EQ(products.between(1, 2)[1], 4);
}

TEST(ChainTraffic, TheMostDemandingBandwidthCounts) {
  Hierarchy hierarchy;
  hierarchy.levels.resize(2);
  const WordsPerLevel reads = {10, 7}, writes = {3, 9};
  EXPECT_EQ(bandwidth_cycles(hierarchy, reads, writes), 0);  // all unlimited
  hierarchy.levels[0].units.read_words_per_cycle = 4;        // 2.5 cycles
  EXPECT_EQ(bandwidth_cycles(hierarchy, reads, writes), 3);
  hierarchy.levels[1].units.write_words_per_cycle = 2;  // 4.5
  EXPECT_EQ(bandwidth_cycles(hierarchy, reads, writes), 5);
  hierarchy.levels[1].units.total_words_per_cycle = 2;  // 8
  EXPECT_EQ(bandwidth_cycles(hierarchy, reads, writes), 8);
}

}  // namespace
}  // namespace dance::test
