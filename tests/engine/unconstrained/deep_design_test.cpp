// Designs of seven levels, whose spatial choices and bypasses are too many to be listed.
#include <gtest/gtest.h>

#include <cmath>

#include "dance/engine/unconstrained/mapper.h"
#include "engine/unconstrained/walked_case.h"

namespace dance::test {
namespace {

StorageLevel level_of(const std::string& name, std::int64_t words, std::int64_t x, std::int64_t y,
                      double pj) {
  StorageLevel level;
  level.name = name;
  level.capacity_words = words;
  level.instances_x = x, level.instances_y = y;
  level.units.read_pj = level.units.write_pj = pj;
  return level;
}

// Like Simba: 4 x 4 PEs of 8 lanes of 8 MACs, a buffer of their own for each tensor in a PE, registers in a
// lane.
Hierarchy deep_design() {
  Hierarchy design;
  design.name = "deep";
  design.levels = {level_of("DRAM", 0, 1, 1, 200),         level_of("Shared", 65536, 1, 1, 20),
                   level_of("InputBuffer", 8192, 4, 4, 6), level_of("WeightBuffer", 4096, 4, 4, 4),
                   level_of("Accumulator", 512, 4, 4, 3),  level_of("Lane", 64, 32, 4, 1),
                   level_of("Register", 1, 32, 32, 0.1)};
  design.levels[2].may_keep = {false, true, false};
  design.levels[3].may_keep = {true, false, false};
  design.levels[4].may_keep = {false, false, true};
  design.macs_x = 32, design.macs_y = 32;
  design.mac_pj = 0.5;
  return design;
}

Layer convolution() {
  Layer layer;
  layer.name = "conv";
  for (Dim d : {Dim::M, Dim::C}) layer.bounds[d] = 256;
  for (Dim d : {Dim::P, Dim::Q}) layer.bounds[d] = 56;
  for (Dim d : {Dim::R, Dim::S}) layer.bounds[d] = 3;
  return layer;
}

void expect_a_stated_gap(const UnconstrainedMapperOptions& options) {
  const UnconstrainedMapping found = map_unconstrained(convolution(), deep_design(), options, on_threads(0));
  ASSERT_TRUE(found.feasible);
  EXPECT_EQ(found.nest.bounds(), convolution().bounds);
  EXPECT_TRUE(misfits_of(found.nest, found.counts, deep_design()).empty());
  EXPECT_GT(found.lower_bound, 0);
  EXPECT_TRUE(std::isfinite(found.gap()));
}

TEST(DeepDesign, EndsWithAMappingAndItsGap) {
  UnconstrainedMapperOptions options;
  options.time_limit_s = 2;
  expect_a_stated_gap(options);
}

TEST(DeepDesign, NeedsLittleMemory) {
  UnconstrainedMapperOptions options;
  options.time_limit_s = 2;
  options.max_memory_bytes = 1 << 20;
  expect_a_stated_gap(options);
}

}  // namespace
}  // namespace dance::test
