#include "dance/search/supernet/derived_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/core/error.h"
#include "search/supernet/tiny_space.h"

namespace dance::test {
namespace {

TEST(DerivedNetwork, MapsImagesToLogits) {
  DerivedNetwork network(tiny_space(), {1, 3, 0}, 1);
  EXPECT_EQ(network.forward(torch::randn({6, 3, 8, 8})).sizes(), (std::vector<std::int64_t>{6, 4}));
}

TEST(DerivedNetwork, CountsParametersAsByHand) {
  // The weights of the convolutions, and two for each channel of each batch norm.
  const std::int64_t stem = 3 * 9 * 6 + 2 * 6 + (9 * 6 + 2 * 6) + (6 * 5 + 2 * 5);
  const auto mbconv = [](std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t expansion) {
    const std::int64_t hidden = in * expansion;
    return in * hidden + 2 * hidden + kernel * kernel * hidden + 2 * hidden + hidden * out + 2 * out;
  };
  const std::int64_t head = 9 * 12 + 2 * 12 + 12 * 4 + 4;
  EXPECT_EQ(parameter_count(DerivedNetwork(tiny_space(), {1, 3, 0}, 1)),
            stem + mbconv(5, 7, 5, 3) + mbconv(7, 9, 3, 3) + head);
  EXPECT_EQ(parameter_count(DerivedNetwork(tiny_space(), {2, 2, 1}, 1)),
            stem + mbconv(5, 7, 7, 6) + mbconv(7, 7, 7, 6) + mbconv(7, 9, 3, 6) + head);
}

TEST(DerivedNetwork, ZeroHoldsNoWeightsAndChangesNothing) {
  NetworkSpace shorter = tiny_space();
  shorter.layers.erase(shorter.layers.begin() + 1);
  DerivedNetwork skipping(tiny_space(), {1, 3, 0}, 1), without(shorter, {1, 0}, 2);
  const auto from = skipping.parameters(), to = without.parameters();
  ASSERT_EQ(from.size(), to.size());
  torch::NoGradGuard no_gradient;
  for (std::size_t i = 0; i < from.size(); ++i) to[i].copy_(from[i]);
  const torch::Tensor images = torch::randn({6, 3, 8, 8});
  EXPECT_TRUE(torch::equal(skipping.forward(images), without.forward(images)));
}

TEST(DerivedNetwork, TheSeedGivesTheWeights) {
  const DerivedNetwork a(tiny_space(), {1, 3, 0}, 1), b(tiny_space(), {1, 3, 0}, 1),
      c(tiny_space(), {1, 3, 0}, 2);
  const auto x = a.parameters(), y = b.parameters(), z = c.parameters();
  bool differs = false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_TRUE(torch::equal(x[i], y[i]));
    differs = differs || !torch::equal(x[i], z[i]);
  }
  EXPECT_TRUE(differs);
}

TEST(DerivedNetwork, RefusesAnArchitectureOfAnotherSpace) {
  EXPECT_THROW(DerivedNetwork(tiny_space(), {1, 3}, 1), Error);
  try {
    DerivedNetwork(tiny_space(), {1, 4, 0}, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("stage1.1: no such operation; expected 0..3; got 4"));
  }
}

}  // namespace
}  // namespace dance::test
