#include "dance/engine/mapping/map_visitor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/engine/mapping/buffer_tiling.h"

namespace dance::test {
namespace {

Bounds factors(std::initializer_list<std::pair<Dim, std::int64_t>> given) {
  Bounds bounds = kUnitBounds;
  for (const auto& [d, factor] : given) bounds[d] = factor;
  return bounds;
}

// The option's orders are innermost first, a place in the list of loops + 1 each.
TEST(VisitedMapping, IsWrittenOutInFull) {
  SpatialFactors spatial;
  spatial.of[Dim::C] = {8, 2, SpatialFactor::Axis::X};
  spatial.of[Dim::M] = {4, 3, SpatialFactor::Axis::Y};
  ArrayTiling array{spatial};
  array.register_file = factors({{Dim::R, 3}});
  BufferTiling tiling{array,
                      factors({{Dim::P, 5}, {Dim::G, 2}, {Dim::C, 2}}),
                      factors({{Dim::M, 3}, {Dim::Q, 7}}),
                      kUnitBounds,
                      {}};
  const LevelLoops buffer{2, {{Dim::C, 2}, {Dim::P, 5}}}, dram{1, {{Dim::M, 3}, {Dim::Q, 7}}};
  OrderOption buffer_option, dram_option;
  buffer_option.order = 0x12;  // P innermost
  dram_option.order = 0x21;    // M innermost
  const MappingSummary summary;
  const Mapping through =
      VisitedMapping{summary, tiling, {buffer, buffer_option}, {dram, dram_option}, false}.mapping();
  EXPECT_EQ(through.to_string(), "DRAM Q7 M3 | GLB G2 C2 P5 | X C8 | Y M4 | RF R3");
  using enum Dim;
  EXPECT_THAT(through.dram_order, ::testing::ElementsAre(N, G, C, P, R, S, Q, M));
  EXPECT_THAT(through.buffer_order, ::testing::ElementsAre(N, M, Q, R, S, G, C, P));

  buffer_option.order = 0x21;
  const Mapping past =
      VisitedMapping{summary, tiling, {buffer, buffer_option}, {dram, dram_option}, true}.mapping();
  EXPECT_EQ(past.to_string(), "DRAM Q7 M3 | GLB(I,O) G2 P5 C2 | X C8 | Y M4 | RF R3");
}

}  // namespace
}  // namespace dance::test
