// The factors on the array against those that a walk over every mapping comes to.
#include "dance/engine/mapping/spatial_factors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "engine/mapping/map_space_walk.h"
#include "engine/mapping/mapping_cases.h"

namespace dance::test {
namespace {

using Axis = SpatialFactor::Axis;
constexpr std::int64_t kMany = 1 << 20;

TEST(SpatialFactors, AreTheFewestElementsForANumberOfPassesLargestFirst) {
  Dataflow dataflow;
  dataflow.spatial_x[Dim::M] = true;
  const MapProblem problem(fully_connected("fc", 1, 10), dataflow, {6, 1, {kMany}, {kMany}, {}});
  std::vector<std::pair<std::int64_t, std::int64_t>> found;
  for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
    found.emplace_back(spatial.of[Dim::M].factor, spatial.of[Dim::M].passes);
    EXPECT_EQ(spatial.pe_x, spatial.of[Dim::M].factor);
    EXPECT_EQ(spatial.pe_y, 1);
  });
  // 6 elements would need two passes, as 5 do.
  EXPECT_THAT(found, ::testing::ElementsAre(std::pair(5, 2), std::pair(4, 3), std::pair(3, 4),
                                            std::pair(2, 5), std::pair(1, 10)));
}

TEST(SpatialFactors, AreThoseOfEveryMappingEachOnce) {
  Random random(1, "spatial factors");
  std::size_t choices = 0;
  for (int i = 0; i < 150; ++i) {
    const Layer layer = random_layer(random, 40);
    const Dataflow dataflow = random_dataflow(random);
    const auto pe_x = static_cast<std::int64_t>(1 + random.below(6)),
               pe_y = static_cast<std::int64_t>(1 + random.below(6));
    SCOPED_TRACE(describe(layer) + " under " + describe(dataflow));
    std::set<std::pair<Bounds, Bounds>> expected, found;
    for_each_mapping(layer, dataflow, {pe_x, pe_y, kMany, kMany}, {},
                     [&](const Mapping& mapping, const Needs&) {
                       expected.insert({mapping.spatial_x, mapping.spatial_y});
                     });
    const MapProblem problem(layer, dataflow, {pe_x, pe_y, {kMany}, {kMany}, {}});
    for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
      Bounds x = kUnitBounds, y = kUnitBounds;
      std::int64_t columns = 1, rows = 1;
      for (Dim d : kMappedDims) {
        const SpatialFactor& of = spatial.of[d];
        if (of.axis == Axis::X) columns *= x[d] = of.factor;
        if (of.axis == Axis::Y) rows *= y[d] = of.factor;
        EXPECT_EQ(of.passes, (layer.bounds[d] + of.factor - 1) / of.factor);
      }
      EXPECT_EQ(spatial.pe_x, columns);
      EXPECT_EQ(spatial.pe_y, rows);
      EXPECT_TRUE(found.insert({x, y}).second) << "a choice comes twice";
    });
    EXPECT_EQ(found, expected);
    choices += found.size();
  }
  EXPECT_GT(choices, 1000u);
}

}  // namespace
}  // namespace dance::test
