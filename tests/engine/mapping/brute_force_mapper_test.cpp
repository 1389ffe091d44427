// The mapper against a walk over every mapping of its map space, each evaluated by the general reuse
// analysis: nothing beats the mapper's result, its counts are those of the nest, and its non-dominated pairs
// are all there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <map>

#include "dance/core/random.h"
#include "dance/engine/cost/layer_cost.h"
#include "dance/engine/mapping/mapper.h"
#include "dance/engine/mapping/nest_mapping.h"
#include "engine/mapping/map_space_walk.h"
#include "engine/mapping/mapping_cases.h"

namespace dance::test {
namespace {

// Components of any small size, so that capacities of a few words can bind.
constexpr const char* kTechnology = R"(name: tiny
node_nm: 45
wire: {pj_per_bit_mm: 0.3254, source: test}
components:
  mac:
    - {width_bits: 8, read_pj: 0.6, write_pj: 0.6, leakage_mw: 0.004, area_um2: 340, source: test}
    - {width_bits: 16, read_pj: 2.2, write_pj: 2.2, leakage_mw: 0.01, area_um2: 1240, source: test}
    - {width_bits: 32, read_pj: 8.7, write_pj: 8.7, leakage_mw: 0.05, area_um2: 4800, source: test}
  dram: [{width_bits: 16, read_pj: 128, write_pj: 140, leakage_mw: 0, area_um2: 0, source: test}]
  regfile:
    - {size_bytes: 2, width_bits: 16, read_pj: 0.1, write_pj: 0.12, leakage_mw: 0.001, area_um2: 100, source: test}
    - {size_bytes: 4096, width_bits: 16, read_pj: 8, write_pj: 9, leakage_mw: 0.5, area_um2: 100000, source: test}
    - {size_bytes: 4, width_bits: 32, read_pj: 0.2, write_pj: 0.25, leakage_mw: 0.002, area_um2: 200, source: test}
    - {size_bytes: 8192, width_bits: 32, read_pj: 16, write_pj: 18, leakage_mw: 1, area_um2: 200000, source: test}
  sram:
    - {size_bytes: 2, width_bits: 16, read_pj: 0.5, write_pj: 0.7, leakage_mw: 0.001, area_um2: 200, source: test}
    - {size_bytes: 65536, width_bits: 16, read_pj: 20, write_pj: 23, leakage_mw: 1, area_um2: 500000, source: test}
)";

constexpr const char* kSpace = R"(name: tiny
technology: tiny_technology.yaml
clock_mhz: 200
dataflows: [weight_stationary, output_stationary, row_stationary]
pe_x: 2
pe_y: 2
mac: mac
register_file: {component: regfile, words: 4}
global_buffer: {component: sram, capacity_kib: 1, width_bits: 16, banks: 1, double_buffered: no}
dram: {component: dram, width_bits: 16, megatransfers_per_s: 300}
)";

// The dataflows of the space: three presets, the same under the other rule of sharing, and any.
constexpr int kPresetDataflows = 6, kRandomDataflows = 60;

const HardwareSpace& tiny_space() {
  static const HardwareSpace space = [] {
    const std::filesystem::path folder =
        std::filesystem::path(::testing::TempDir()) / ("dance_tiny_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "tiny_technology.yaml") << kTechnology;
    std::ofstream(folder / "tiny.yaml") << kSpace;
    HardwareSpace loaded = HardwareSpace::load(folder / "tiny.yaml");
    std::filesystem::remove_all(folder);
    for (std::size_t i = 0; i < 3; ++i) {  // each dataflow under the other rule of sharing as well
      Dataflow other = loaded.dataflows[i];
      other.multicast = other.multicast == Multicast::Tiles ? Multicast::Words : Multicast::Tiles;
      loaded.dataflows.push_back(other);
    }
    Random random(1, "dataflows of the brute force");
    for (int i = 0; i < kRandomDataflows; ++i) loaded.dataflows.push_back(random_dataflow(random));
    loaded.word_bits = {{}, {{8, 8, 32}, {8, 8, 32}, {8, 8, 32}}, {{4, 8, 24}, {4, 8, 16}, {4, 8, 8}}};
    return loaded;
  }();
  return space;
}

struct Array {
  std::int64_t pe_x, pe_y, rf_words, glb_words;  // of WordBits::reference()
};
constexpr Array kArrays[] = {{1, 1, 3, 12},  {2, 2, 4, 24},   {3, 5, 8, 40},
                             {5, 3, 16, 64}, {4, 4, 6, 4096}, {3, 2, 40, 30}};
constexpr MappingPolicy kPolicies[] = {MappingPolicy::Edp, MappingPolicy::Latency, MappingPolicy::Energy};

double value_of(MappingPolicy policy, const LayerCost& cost) {
  const double energy = cost.energy.total_pj();
  if (policy == MappingPolicy::Latency) return cost.latency_cycles;
  return policy == MappingPolicy::Energy ? energy : energy * cost.latency_cycles;
}

// What the walk finds for one accelerator.
struct Found {
  const HardwareSpace* space;
  Accelerator accelerator;
  Needs limits;
  UnitCosts units;
  std::array<double, 3> best;  // per policy
  std::array<Mapping, 3> best_mapping;
  std::map<double, double> front;  // cycles -> least energy
};

Found start(const HardwareSpace& space, const Array& array, int dataflow, int word_bits) {
  Found found;
  found.space = &space;
  const std::int64_t reference = space.word_bits[static_cast<std::size_t>(word_bits)].reference();
  const std::int64_t glb_bytes = array.glb_words * reference / 8;
  found.limits = {array.pe_x, array.pe_y, array.rf_words * reference, glb_bytes * 8};
  found.accelerator = {array.pe_x, array.pe_y, array.rf_words, glb_bytes, 16, dataflow, 0, 0, word_bits};
  found.units = space.unit_costs(found.accelerator);
  found.best.fill(std::numeric_limits<double>::infinity());
  return found;
}

void consider(const NetworkLayer& layer, const Mapping& mapping, const MappingCounts& counts, Found& found) {
  const LayerCost cost = cost_of(layer, mapping, counts, found.accelerator, found.units);
  for (std::size_t p = 0; p < 3; ++p) {
    const double value = value_of(kPolicies[p], cost);
    if (value >= found.best[p]) continue;
    found.best[p] = value;
    found.best_mapping[p] = mapping;
  }
  const auto [entry, added] = found.front.try_emplace(cost.latency_cycles, cost.energy.total_pj());
  if (!added) entry->second = std::min(entry->second, cost.energy.total_pj());
}

// Leaves only pairs that no faster one undercuts by more than rounding.
std::map<double, double> non_dominated(const std::map<double, double>& pairs) {
  std::map<double, double> front;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [cycles, energy] : pairs) {
    if (energy < least * (1 - 1e-12)) front[cycles] = least = energy;
  }
  return front;
}

void expect_same_counts(const MappingCounts& a, const MappingCounts& b) {
  EXPECT_EQ(a.compute_cycles, b.compute_cycles);
  // Equal but for rounding where words are a third of another.
  EXPECT_DOUBLE_EQ(a.rf_reads, b.rf_reads);
  EXPECT_DOUBLE_EQ(a.rf_writes, b.rf_writes);
  EXPECT_DOUBLE_EQ(a.glb_reads, b.glb_reads);
  EXPECT_DOUBLE_EQ(a.glb_writes, b.glb_writes);
  EXPECT_DOUBLE_EQ(a.dram_reads, b.dram_reads);
  EXPECT_DOUBLE_EQ(a.dram_writes, b.dram_writes);
  EXPECT_DOUBLE_EQ(a.network_words, b.network_words);
  EXPECT_EQ(a.pass_cycles, b.pass_cycles);
}

MappingCounts counts_by_nest(const Layer& layer, const Mapping& mapping, const Found& found) {
  return counts_of(layer, mapping, *found.space, found.accelerator);
}

void check_best(const NetworkLayer& layer, const Found& found) {
  for (std::size_t p = 0; p < 3; ++p) {
    const auto mapped = best_mapping(layer, *found.space, found.accelerator, kPolicies[p]);
    ASSERT_EQ(mapped.has_value(), std::isfinite(found.best[p]));
    if (!mapped) continue;
    SCOPED_TRACE("mapper: " + mapped->mapping.to_string() + "\nwalk:   " + found.best_mapping[p].to_string());
    expect_same_counts(mapped->counts, counts_by_nest(layer.layer, mapped->mapping, found));
    const LayerCost cost = cost_of(layer, mapped->mapping, mapped->counts, found.accelerator, found.units);
    EXPECT_DOUBLE_EQ(mapped->latency_cycles, cost.latency_cycles);
    EXPECT_DOUBLE_EQ(mapped->energy_pj, cost.energy.total_pj());
    // Less would be a mapping outside the map space.
    EXPECT_NEAR(value_of(kPolicies[p], cost), found.best[p], 1e-12 * found.best[p]) << "policy " << p;
  }
}

void check_front(const NetworkLayer& layer, const Found& found) {
  const std::map<double, double> expected = non_dominated(found.front);
  std::map<double, double> pairs;
  for (const MappedLayer& mapped : pareto_mappings(layer, *found.space, found.accelerator)) {
    expect_same_counts(mapped.counts, counts_by_nest(layer.layer, mapped.mapping, found));
    pairs[mapped.latency_cycles] = mapped.energy_pj;
  }
  const std::map<double, double> front = non_dominated(pairs);
  ASSERT_EQ(front.size(), expected.size());
  for (auto a = front.begin(), b = expected.begin(); a != front.end(); ++a, ++b) {
    EXPECT_DOUBLE_EQ(a->first, b->first);
    EXPECT_NEAR(a->second, b->second, 1e-12 * b->second);
  }
}

struct TinyLayer {
  const char* name;
  Bounds bounds;  // N G M C P Q R S
  int stride_w, stride_h, dilation_w, dilation_h;
  std::int64_t residual_words;
};

const TinyLayer kLayers[] = {
    {"pointwise", {{1, 1, 6, 4, 4, 1, 1, 1}}, 1, 1, 1, 1, 0},
    {"pointwise_square", {{1, 1, 4, 3, 2, 2, 1, 1}}, 1, 1, 1, 1, 16},
    {"pointwise_stride", {{1, 1, 3, 2, 3, 2, 1, 1}}, 2, 2, 1, 1, 0},
    {"fully_connected", {{1, 1, 12, 10, 1, 1, 1, 1}}, 1, 1, 1, 1, 0},
    {"depthwise", {{1, 4, 1, 1, 4, 2, 3, 1}}, 1, 1, 1, 1, 0},
    {"depthwise_stride", {{1, 3, 1, 1, 3, 2, 2, 2}}, 2, 2, 1, 1, 0},
    {"grouped", {{1, 2, 2, 2, 4, 1, 2, 1}}, 1, 1, 1, 1, 0},
    {"convolution", {{1, 1, 2, 2, 2, 2, 2, 2}}, 1, 1, 1, 1, 0},
    {"row", {{1, 1, 2, 2, 6, 1, 3, 1}}, 1, 1, 1, 1, 0},
    {"column", {{1, 1, 2, 2, 1, 6, 1, 3}}, 1, 1, 1, 1, 0},
    {"stride_2", {{1, 1, 2, 1, 4, 2, 3, 1}}, 2, 2, 1, 1, 0},
    {"filter_3_stride_2", {{1, 1, 1, 2, 3, 3, 3, 3}}, 2, 2, 1, 1, 0},
    {"depthwise_3_stride_2", {{1, 2, 1, 1, 4, 4, 3, 3}}, 2, 2, 1, 1, 0},
    {"dilated", {{1, 1, 2, 1, 4, 1, 3, 2}}, 1, 1, 2, 2, 0},
    {"stride_3_dilated_2", {{1, 1, 1, 2, 4, 2, 2, 2}}, 3, 1, 2, 1, 0},
    {"padded_primes", {{1, 1, 7, 5, 2, 1, 1, 1}}, 1, 1, 1, 1, 0},
    {"padded_convolution", {{1, 1, 5, 2, 7, 1, 2, 1}}, 1, 1, 1, 1, 0},
};

// Walks the map space once for all accelerators and compares each with the mapper. Returns the mappings
// walked.
std::int64_t check(const NetworkLayer& layer, int dataflow, int word_bits, const std::vector<Array>& arrays,
                   const HardwareSpace& space = tiny_space()) {
  std::vector<Found> all;
  Needs most;
  for (const Array& array : arrays) {
    all.push_back(start(space, array, dataflow, word_bits));
    const Needs& limits = all.back().limits;
    most = {std::max(most.pe_x, limits.pe_x), std::max(most.pe_y, limits.pe_y),
            std::max(most.rf_bits, limits.rf_bits), std::max(most.glb_bits, limits.glb_bits)};
  }
  const Dataflow& definition = space.dataflows[static_cast<std::size_t>(dataflow)];
  std::int64_t mappings = 0;
  const WordBits& words = space.word_bits[static_cast<std::size_t>(word_bits)];
  for_each_mapping(layer.layer, definition, most, words, [&](const Mapping& mapping, const Needs& needs) {
    const MappingCounts counts = counts_of(layer.layer, mapping, definition.multicast, words);
    ++mappings;
    for (Found& found : all) {
      if (!needs.within(found.limits)) continue;
      // A pass may cost more on a larger array.
      consider(layer, mapping, space.array_pass ? counts_by_nest(layer.layer, mapping, found) : counts,
               found);
    }
  });
  for (const Found& found : all) {
    SCOPED_TRACE(describe(layer.layer) + " on " + std::to_string(found.limits.pe_x) + "x" +
                 std::to_string(found.limits.pe_y) + ", register file " +
                 std::to_string(found.limits.rf_bits) + ", buffer " + std::to_string(found.limits.glb_bits) +
                 " bits, " + describe(definition) + ", words of " + words.to_string() + " bits");
    check_best(layer, found);
    check_front(layer, found);
  }
  return mappings;
}

class BruteForce : public ::testing::TestWithParam<std::tuple<int, int>> {};

TEST_P(BruteForce, NothingBeatsTheMapper) {
  const TinyLayer& tiny = kLayers[std::get<0>(GetParam())];
  NetworkLayer layer;
  layer.layer = {tiny.name, tiny.bounds, tiny.stride_w, tiny.stride_h, tiny.dilation_w, tiny.dilation_h};
  layer.residual_words = tiny.residual_words;
  EXPECT_GT(check(layer, std::get<1>(GetParam()), 0, {std::begin(kArrays), std::end(kArrays)}), 100);
}

std::string case_name(const ::testing::TestParamInfo<std::tuple<int, int>>& info) {
  constexpr const char* kShort[] = {"weight_stationary", "output_stationary", "row_stationary"};
  const int dataflow = std::get<1>(info.param);
  return std::string(kLayers[std::get<0>(info.param)].name) + "_" + kShort[dataflow % 3] +
         (dataflow < 3 ? "" : "_other_multicast");
}

INSTANTIATE_TEST_SUITE_P(Mapper, BruteForce,
                         ::testing::Combine(::testing::Range(0, static_cast<int>(std::size(kLayers))),
                                            ::testing::Range(0, 6)),
                         case_name);

// Layers of a few hundred MACs with any bounds, strides and dilations, on any small array.
NetworkLayer random_network_layer(Random& random) {
  NetworkLayer layer;
  layer.layer = random_layer(random, 250);
  layer.residual_words = static_cast<std::int64_t>(random.below(20));
  return layer;
}

Array random_array(Random& random) {
  const auto in = [&](std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
  };
  return {in(1, 6), in(1, 6), in(3, 20), in(6, 90)};
}

class RandomBruteForce : public ::testing::TestWithParam<int> {};

TEST_P(RandomBruteForce, NothingBeatsTheMapper) {
  Random random(static_cast<std::uint64_t>(GetParam()), "brute force");
  for (int i = 0; i < 20; ++i) {
    const NetworkLayer layer = random_network_layer(random);
    const int dataflow = static_cast<int>(random.below(6));
    check(layer, dataflow, i % 3, {random_array(random), random_array(random), random_array(random)});
  }
}

// A file may state any dataflow, not only what the presets have.
TEST_P(RandomBruteForce, NothingBeatsTheMapperUnderAnyDataflow) {
  Random random(static_cast<std::uint64_t>(GetParam()), "any dataflow");
  for (int i = 0; i < 20; ++i) {
    const NetworkLayer layer = random_network_layer(random);
    const int dataflow = kPresetDataflows + static_cast<int>(random.below(kRandomDataflows));
    check(layer, dataflow, i % 3, {random_array(random), random_array(random)});
  }
}

ArrayPassRule random_rule(Random& random) {
  const auto amount = [&](std::int64_t most) {
    ArrayAmount drawn{static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most + 1)))};
    drawn.rows = random.below(4) == 0, drawn.columns = random.below(4) == 0;
    return drawn;
  };
  ArrayPassRule rule;
  rule.stationary = random.below(2) == 0 ? Tensor::Weights : Tensor::Outputs;
  rule.fill_drain_cycles = amount(20);
  rule.load_words_per_cycle = amount(2);
  rule.load_least_cycles = amount(4);
  rule.transfer_overlap = random.below(2) == 0 ? 1 : random.uniform(0, 1);
  return rule;
}

TEST_P(RandomBruteForce, NothingBeatsTheMapperWhereTheArrayStatesAPass) {
  Random random(static_cast<std::uint64_t>(GetParam()), "passes of the array");
  HardwareSpace space = tiny_space();
  for (int i = 0; i < 20; ++i) {
    const NetworkLayer layer = random_network_layer(random);
    const int dataflow = static_cast<int>(random.below(kPresetDataflows + kRandomDataflows));
    space.array_pass = random_rule(random);
    check(layer, dataflow, i % 3, {random_array(random), random_array(random)}, space);
  }
}

INSTANTIATE_TEST_SUITE_P(Mapper, RandomBruteForce, ::testing::Range(0, 10));

TEST(BruteForce, RegisterFileOfTwoWordsHoldsNoMapping) {
  const NetworkLayer layer{fully_connected("fc", 4, 4), 0};
  EXPECT_FALSE(best_mapping(layer, tiny_space(), {2, 2, 2, 64, 16, 0}, MappingPolicy::Edp).has_value());
}

}  // namespace
}  // namespace dance::test
