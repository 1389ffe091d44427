// The splits between the buffer and DRAM against those that a walk over every mapping comes to.
#include "dance/engine/mapping/buffer_tiling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/mapping/map_space_walk.h"
#include "engine/mapping/mapping_cases.h"
#include "engine/nest/touched_words.h"

namespace dance::test {
namespace {

// One of the factors that do the same: of mirror images, and of those that differ only in how the pixels
// outside the array go to P and Q.
Factors representative(const MapProblem& problem, const Factors& factors) {
  const auto merged = [&](Factors f) {
    for (Bounds* level : {&f[0], &f[1]}) {
      if (problem.plain_pixels) (*level)[Dim::P] *= (*level)[Dim::Q], (*level)[Dim::Q] = 1;
    }
    return f;
  };
  return problem.mirrors ? std::min(merged(factors), merged(mirror_of(factors))) : merged(factors);
}

struct Case {
  Layer layer;
  Dataflow dataflow;
  Needs limits;
};

Case random_case(Random& random, bool square, bool pointwise) {
  Case made{random_layer(random, square ? 12 : 40), random_dataflow(random), {2, 3, 1 << 10, 0}};
  if (pointwise) {
    made.layer.bounds[Dim::R] = made.layer.bounds[Dim::S] = 1;
    made.layer.stride_w = made.layer.stride_h = 1;
    made.layer.bounds[Dim::P] = 4;
    if (made.layer.bounds[Dim::M] > 3) made.layer.bounds[Dim::M] = 2;
  }
  if (square) {
    made.layer.bounds[Dim::Q] = made.layer.bounds[Dim::P];
    made.layer.bounds[Dim::S] = made.layer.bounds[Dim::R];
    made.layer.stride_h = made.layer.stride_w, made.layer.dilation_h = made.layer.dilation_w;
    for (DimSet Dataflow::*dims : {&Dataflow::spatial_x, &Dataflow::spatial_y, &Dataflow::register_file,
                                   &Dataflow::buffer_innermost}) {
      DimSet& set = made.dataflow.*dims;
      set[Dim::Q] = set[Dim::P], set[Dim::S] = set[Dim::R];
    }
  }
  made.limits.glb_bits = static_cast<std::int64_t>(16 * (6 + random.below(100)));
  return made;
}

void check_tiling(const MapProblem& problem, const BufferTiling& tiling) {
  for (Dim d : kMappedDims) {
    EXPECT_EQ(tiling.buffer[d] * tiling.dram[d], tiling.array.outside[d]);
    EXPECT_EQ(tiling.extent[d], tiling.buffer[d] * tiling.array.extent[d]);
  }
  EXPECT_EQ(tiling.tile.weights,
            static_cast<double>(touched_words(problem.layer, Tensor::Weights, tiling.extent)));
  EXPECT_EQ(tiling.tile.inputs,
            static_cast<double>(touched_words(problem.layer, Tensor::Inputs, tiling.extent)));
  EXPECT_EQ(tiling.tile.outputs,
            static_cast<double>(touched_words(problem.layer, Tensor::Outputs, tiling.extent)));
}

TEST(BufferTiling, AreThoseOfEveryMappingAndOneOfThoseAlike) {
  Random random(1, "buffer tilings");
  std::size_t tilings = 0, alike = 0;
  for (int i = 0; i < 100; ++i) {
    const Case made = random_case(random, i % 2 == 1, i % 4 >= 2);
    SCOPED_TRACE(describe(made.layer) + " under " + describe(made.dataflow));
    const WordBits words = i % 3 == 0 ? WordBits{{8, 4, 24}, {8, 8, 16}, {8, 8, 8}} : WordBits{};
    const MapProblem problem(made.layer, made.dataflow,
                             {made.limits.pe_x,
                              made.limits.pe_y,
                              {made.limits.rf_bits},
                              {made.limits.glb_bits / 2, made.limits.glb_bits},
                              words});
    std::set<Factors> all, expected, found;
    for_each_mapping(made.layer, made.dataflow, made.limits, words, [&](const Mapping& m, const Needs&) {
      if (all.insert(factors_of(m)).second) expected.insert(representative(problem, factors_of(m)));
    });
    BufferTilings walk(problem);
    for_each_spatial_factors(problem, [&](const SpatialFactors& spatial) {
      for_each_array_tiling(problem, spatial, [&](const ArrayTiling& array) {
        walk.for_each(array, [&](const BufferTiling& tiling) {
          check_tiling(problem, tiling);
          EXPECT_EQ(all.count(factors_of(tiling)), 1u) << "outside the map space";
          EXPECT_TRUE(found.insert(representative(problem, factors_of(tiling))).second) << "comes twice";
        });
      });
    });
    EXPECT_EQ(found, expected);
    tilings += found.size(), alike += all.size() - found.size();
  }
  EXPECT_GT(tilings, 2000u);
  EXPECT_GT(alike, 500u);
}

}  // namespace
}  // namespace dance::test
