#include "dance/search/space/network_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "dance/core/presets.h"

namespace dance::test {
namespace {

using ::testing::HasSubstr;

NetworkSpace preset(const std::string& name) { return NetworkSpace::load(find_preset("network", name)); }

TEST(NetworkSpace, SmallHasNineLayersOfSevenOperations) {
  const NetworkSpace space = preset("small");
  ASSERT_EQ(space.layers.size(), 9u);
  EXPECT_EQ(space.max_operations(), 7);
  for (const SearchableLayer& layer : space.layers) {
    EXPECT_EQ(layer.operations.size(), layer.has_residual() ? 7u : 6u) << layer.name;
    EXPECT_EQ(layer.operations.back().is_zero(), layer.has_residual()) << layer.name;
  }
}

TEST(NetworkSpace, ImagenetHasTheStagesOfProxylessNas) {
  const NetworkSpace space = preset("imagenet");
  ASSERT_EQ(space.layers.size(), 21u);
  EXPECT_EQ(space.layers.front().in_channels, 16);
  EXPECT_EQ(space.layers.front().in_height, 112);
  EXPECT_EQ(space.layers.back().out_channels, 320);
  EXPECT_EQ(space.layers.back().out_height(), 7);
}

TEST(NetworkSpace, LayersFollowOneAnother) {
  for (const std::string name : {"small", "cifar10", "imagenet"}) {
    const NetworkSpace space = preset(name);
    for (std::size_t i = 1; i < space.layers.size(); ++i) {
      EXPECT_EQ(space.layers[i].in_channels, space.layers[i - 1].out_channels) << name << i;
      EXPECT_EQ(space.layers[i].in_height, space.layers[i - 1].out_height()) << name << i;
      EXPECT_EQ(space.layers[i].in_width, space.layers[i - 1].out_width()) << name << i;
    }
  }
}

// An inverted residual block by hand, on 7x7: 6 -> 36 channels, a depthwise 5x5 of stride 2, -> 10 channels.
TEST(NetworkSpace, LowersABlockToThreeConvolutions) {
  SearchableLayer layer;
  layer.name = "block";
  layer.in_channels = 6;
  layer.out_channels = 10;
  layer.in_height = layer.in_width = 7;
  layer.stride = 2;
  const auto layers = lower(layer, {5, 6});
  ASSERT_EQ(layers.size(), 3u);
  EXPECT_EQ(layers[0].layer.macs(), 7 * 7 * 6 * 36);
  EXPECT_EQ(layers[1].layer.macs(), 4 * 4 * 36 * 25);
  EXPECT_EQ(layers[1].layer.bounds[Dim::G], 36);
  EXPECT_EQ(layers[2].layer.macs(), 4 * 4 * 36 * 10);
  EXPECT_EQ(layers[2].residual_words, 0);
  EXPECT_TRUE(lower(layer, Operation{}).empty());
}

TEST(NetworkSpace, ResidualIsReadOnceMore) {
  const NetworkSpace space = preset("small");
  const SearchableLayer& layer = space.layers[1];
  ASSERT_TRUE(layer.has_residual());
  const auto layers = lower(layer, layer.operations[0]);
  EXPECT_EQ(layers.back().residual_words, layer.out_channels * layer.out_height() * layer.out_width());
}

TEST(NetworkSpace, ZeroLeavesOnlyTheRest) {
  const NetworkSpace space = preset("small");
  const Network network = lower(space, uniform_architecture(space, "zero"));
  std::size_t expected = fixed_layers(space).size();
  for (const SearchableLayer& layer : space.layers) expected += layer.has_residual() ? 0 : 3;
  EXPECT_EQ(network.layers.size(), expected);
}

// The MACs of a whole network like MobileNetV2, written out anew.
TEST(NetworkSpace, MacsOfAWholeNetwork) {
  const NetworkSpace space = preset("small");
  std::int64_t macs = 14 * 14 * 16 * 3 * 25 + 14 * 14 * 16 * 9 + 14 * 14 * 16 * 12;
  std::int64_t in = 12, size = 14;
  for (std::int64_t out : {18, 30, 44}) {
    for (int i = 0; i < 3; ++i) {
      const std::int64_t next = i == 0 && out != 18 ? (size + 1) / 2 : size;
      macs += size * size * in * in * 6 + next * next * in * 6 * 9 + next * next * in * 6 * out;
      in = out;
      size = next;
    }
  }
  macs += 4 * 4 * 44 * 104 + 104 * 10;
  EXPECT_EQ(lower(space, uniform_architecture(space, "mbconv_k3_e6")).macs(), macs);
}

TEST(NetworkSpace, NamesEveryOperationThatDoesNotFit) {
  const NetworkSpace space = preset("small");
  std::vector<std::string> operations(9, "mbconv_k3_e3");
  operations[0] = "zero";  // not allowed, since the layer changes the channels
  operations[4] = "mbconv_k9_e3";
  const std::string message = test::message_of([&] { parse_architecture(space, operations); });
  EXPECT_THAT(message, HasSubstr("stage1.0: the layer has no such operation"));
  EXPECT_THAT(message, HasSubstr("stage2.1: the layer has no such operation"));
  EXPECT_THAT(message, HasSubstr("'mbconv_k9_e3'"));
  operations.pop_back();
  EXPECT_THAT(test::message_of([&] { parse_architecture(space, operations); }),
              HasSubstr("expected 9 operations"));
  EXPECT_THAT(test::message_of([&] { uniform_architecture(space, "conv"); }), HasSubstr("'conv'"));
}

}  // namespace
}  // namespace dance::test
