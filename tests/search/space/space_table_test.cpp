#include "dance/search/space/space_table.h"

#include <gtest/gtest.h>

#include "dance/core/presets.h"

namespace dance::test {
namespace {

TEST(SpaceTable, RequestsEveryCandidateAndTheFixedLayers) {
  const NetworkSpace space = NetworkSpace::load(find_preset("network", "small"));
  const CostTableRequest request = request_of(space);
  ASSERT_EQ(request.candidates.size(), space.layers.size());
  for (std::size_t i = 0; i < space.layers.size(); ++i) {
    ASSERT_EQ(request.candidates[i].size(), space.layers[i].operations.size());
    for (std::size_t o = 0; o < request.candidates[i].size(); ++o) {
      EXPECT_EQ(request.candidates[i][o].empty(), space.layers[i].operations[o].is_zero());
    }
  }
  EXPECT_EQ(request.fixed.size(), fixed_layers(space).size());
}

TEST(SpaceTable, ReferenceIsTheSmallestKernelAndLargestExpansion) {
  for (const char* name : {"small", "cifar10", "imagenet"}) {
    const NetworkSpace space = NetworkSpace::load(find_preset("network", name));
    EXPECT_EQ(reference_architecture(space), uniform_architecture(space, "mbconv_k3_e6")) << name;
  }
}

}  // namespace
}  // namespace dance::test
