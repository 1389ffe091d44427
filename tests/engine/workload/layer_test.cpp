#include "dance/engine/workload/layer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "dance/core/error.h"

namespace dance::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

// ResNet-18's first layer: 118,013,952 MACs (published), 9,408 weights.
TEST(Layer, StemConvolution) {
  const Layer layer = convolution("stem", {.in_channels = 3,
                                           .out_channels = 64,
                                           .in_height = 224,
                                           .in_width = 224,
                                           .kernel_h = 7,
                                           .kernel_w = 7,
                                           .stride_h = 2,
                                           .stride_w = 2,
                                           .pad_h = 3,
                                           .pad_w = 3});
  EXPECT_EQ(layer.name, "stem");
  EXPECT_EQ(layer.bounds[Dim::P], 112);
  EXPECT_EQ(layer.macs(), 118013952);
  EXPECT_EQ(layer.volume(Tensor::Weights), 9408);
  EXPECT_EQ(layer.volume(Tensor::Outputs), 64 * 112 * 112);
  EXPECT_EQ(layer.volume(Tensor::Inputs),
            3 * 229 * 229);  // what the outputs touch: 111 * 2 + 6 + 1, padding included
}

TEST(Layer, MatrixProductsThatAreRefused) {
  EXPECT_THAT(message_of([] { matrix_product("m", {.groups = 0, .rows = -1}); }),
              AllOf(HasSubstr("m.groups: out of range; expected an integer of at least 1; got '0'"),
                    HasSubstr("m.rows: out of range")));
  EXPECT_THAT(message_of([] {
                matrix_product("m", {1, kMaxLoopBound, kMaxLoopBound, kMaxLoopBound});
              }),
              HasSubstr("m.rows: the layer's MACs or words do not fit into 64 bits"));
}

TEST(Layer, WidthAndHeightAreApart) {
  const Layer layer = convolution("l", {.in_channels = 2,
                                        .out_channels = 4,
                                        .in_height = 10,
                                        .in_width = 20,
                                        .kernel_h = 3,
                                        .kernel_w = 5,
                                        .stride_h = 1,
                                        .stride_w = 3,
                                        .dilation_h = 2,
                                        .dilation_w = 1,
                                        .pad_h = 1,
                                        .pad_w = 0});
  EXPECT_EQ(layer.bounds[Dim::Q], 8);  // (10 + 2 - 5) / 1 + 1
  EXPECT_EQ(layer.bounds[Dim::P], 6);  // (20 - 5) / 3 + 1
  EXPECT_EQ(layer.bounds[Dim::S], 3);
  EXPECT_EQ(layer.bounds[Dim::R], 5);
  Layer part = layer;
  part.bounds = kUnitBounds;
  part.bounds[Dim::P] = 2, part.bounds[Dim::R] = 5, part.bounds[Dim::Q] = 3, part.bounds[Dim::S] = 2;
  EXPECT_EQ(part.volume(Tensor::Inputs), 8 * 5);  // (1*3 + 4 + 1) x (2*1 + 1*2 + 1)
}

TEST(Layer, GroupsShareNoChannels) {
  const Layer depthwise = convolution("dw", {.in_channels = 32,
                                             .out_channels = 32,
                                             .groups = 32,
                                             .in_height = 8,
                                             .in_width = 8,
                                             .kernel_h = 3,
                                             .kernel_w = 3,
                                             .pad_h = 1,
                                             .pad_w = 1});
  EXPECT_EQ(depthwise.bounds[Dim::G], 32);
  EXPECT_EQ(depthwise.bounds[Dim::M], 1);
  EXPECT_EQ(depthwise.bounds[Dim::C], 1);
  EXPECT_EQ(depthwise.macs(), 32 * 64 * 9);
  EXPECT_EQ(depthwise.volume(Tensor::Weights), 32 * 9);
}

TEST(Layer, FullyConnected) {
  const Layer layer = fully_connected("fc", 1280, 1000);
  EXPECT_EQ(layer.macs(), 1280000);
  EXPECT_EQ(layer.volume(Tensor::Inputs), 1280);
  EXPECT_EQ(layer.volume(Tensor::Outputs), 1000);
}

TEST(Layer, FaultsNameLayerAndKey) {
  EXPECT_THAT(message_of([] { convolution("c", {.in_channels = 6, .out_channels = 8, .groups = 4}); }),
              AllOf(HasSubstr("c.groups: groups do not divide the channels"), HasSubstr("got '4'")));
  EXPECT_THAT(message_of([] { convolution("c", {.in_channels = 0, .out_channels = -1}); }),
              AllOf(HasSubstr("c.input.channels"), HasSubstr("c.output_channels")));
  EXPECT_THAT(
      message_of([] { convolution("c", {.in_height = 4, .in_width = 4, .kernel_h = 5, .kernel_w = 3}); }),
      HasSubstr("the output is empty"));
  EXPECT_THAT(message_of([] { fully_connected("fc", 0, 5); }), HasSubstr("fc.in_features"));
  const std::int64_t large = std::int64_t{1} << 40;
  EXPECT_THAT(message_of([=] { fully_connected("fc", large, large); }), HasSubstr("64 bits"));
  // Sizes whose padded sum itself would wrap round.
  EXPECT_NE(
      message_of([] { convolution("c", {.in_height = 1, .in_width = 1, .pad_h = std::int64_t{1} << 62}); }),
      "accepted");
}

}  // namespace
}  // namespace dance::test
