#include "dance/search/methods/one_hot.h"

#include <gtest/gtest.h>

#include "dance/core/presets.h"

namespace dance::test {
namespace {

TEST(OneHot, HasAOneAtEachLayersOperation) {
  const NetworkSpace space = NetworkSpace::load(find_preset("network", "small"));
  const Architecture architecture = {0, 1, 2, 3, 4, 5, 0, 6, 1};
  const torch::Tensor rows = one_hot(space, architecture);
  ASSERT_EQ(rows.sizes(), (torch::IntArrayRef{9, 7}));
  for (std::int64_t l = 0; l < 9; ++l) {
    for (std::int64_t o = 0; o < 7; ++o)
      EXPECT_EQ(rows[l][o].item<float>(), architecture[static_cast<std::size_t>(l)] == o ? 1 : 0)
          << l << " " << o;
  }
}

}  // namespace
}  // namespace dance::test
