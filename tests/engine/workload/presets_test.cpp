// The networks of configs/workload against published counts, and exactly against the tables of their papers.
#include "dance/core/presets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dance/engine/workload/network.h"

namespace dance::test {
namespace {

// MACs and weights of layers with square inputs, written down from a paper's table.
struct Counts {
  std::int64_t macs = 0, weights = 0;
  void layer(std::int64_t words, std::int64_t uses) { weights += words, macs += words * uses; }
  void conv(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t output_side,
            std::int64_t groups = 1) {
    layer(in / groups * out * kernel * kernel, output_side * output_side);
  }
  // A filter of 1 x length, or length x 1.
  void strip(std::int64_t in, std::int64_t out, std::int64_t length, std::int64_t output_side) {
    layer(in * out * length, output_side * output_side);
  }
  void linear(std::int64_t in, std::int64_t out, std::int64_t rows = 1) { layer(in * out, rows); }
  // 2 x 2 with stride 2: each input pixel meets all weights.
  void transposed_conv(std::int64_t in, std::int64_t out, std::int64_t input_side) {
    layer(in * out * 2 * 2, input_side * input_side);
  }
};

Counts alexnet() {
  Counts c;
  c.conv(3, 96, 11, 55), c.conv(96, 256, 5, 27, 2), c.conv(256, 384, 3, 13);
  c.conv(384, 384, 3, 13, 2), c.conv(384, 256, 3, 13, 2);
  c.linear(256 * 6 * 6, 4096), c.linear(4096, 4096), c.linear(4096, 1000);
  return c;
}

Counts vgg16() {
  Counts c;
  std::int64_t in = 3, side = 224;
  for (const int width : {64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0}) {
    if (width == 0) side /= 2;
    if (width != 0) c.conv(in, width, 3, side), in = width;
  }
  c.linear(512 * 7 * 7, 4096), c.linear(4096, 4096), c.linear(4096, 1000);
  return c;
}

Counts resnet(const std::vector<int>& depths, bool bottleneck) {
  Counts c;
  c.conv(3, 64, 7, 112);
  std::int64_t in = 64, width = 64, side = 56;
  for (std::size_t stage = 0; stage < depths.size(); ++stage, width *= 2) {
    const std::int64_t out = bottleneck ? 4 * width : width, before = side;
    if (stage > 0) side /= 2;
    for (int block = 0; block < depths[stage]; ++block, in = out) {
      if (in != out) c.conv(in, out, 1, side);
      if (bottleneck) {
        c.conv(in, width, 1, block == 0 ? before : side), c.conv(width, width, 3, side),
            c.conv(width, out, 1, side);
      } else {
        c.conv(in, width, 3, side), c.conv(width, width, 3, side);
      }
    }
  }
  c.linear(in, 1000);
  return c;
}

struct Stage {
  std::int64_t expansion, out, depth, stride, kernel;
};

Counts inverted_residuals(const std::vector<Stage>& stages, bool squeeze_excite) {
  Counts c;
  c.conv(3, 32, 3, 112);
  std::int64_t in = 32, side = 112;
  for (const Stage& stage : stages) {
    for (std::int64_t block = 0; block < stage.depth; ++block, in = stage.out) {
      const std::int64_t inside = in * stage.expansion;
      if (stage.expansion > 1) c.conv(in, inside, 1, side);
      if (block == 0) side /= stage.stride;
      c.conv(inside, inside, stage.kernel, side, inside);
      if (squeeze_excite) c.linear(inside, in / 4), c.linear(in / 4, inside);
      c.conv(inside, stage.out, 1, side);
    }
  }
  c.conv(in, 1280, 1, 7), c.linear(1280, 1000);
  return c;
}

Counts convnext_tiny() {
  Counts c;
  c.conv(3, 96, 4, 56);
  std::int64_t in = 96, side = 56;
  for (const auto& [width, depth] :
       {std::pair(96, 3), std::pair(192, 3), std::pair(384, 9), std::pair(768, 3)}) {
    if (width != in) side /= 2, c.conv(in, width, 2, side);
    in = width;
    for (int block = 0; block < depth; ++block) {
      c.conv(in, in, 7, side, in);
      c.linear(in, 4 * in, side * side), c.linear(4 * in, in, side * side);
    }
  }
  c.linear(768, 1000);
  return c;
}

Counts vit_b_16() {
  constexpr std::int64_t kTokens = 14 * 14 + 1, kWidth = 768;
  Counts c;
  c.conv(3, kWidth, 16, 14);
  for (int block = 0; block < 12; ++block) {
    for (int projection = 0; projection < 4; ++projection) c.linear(kWidth, kWidth, kTokens);
    c.macs += 2 * kTokens * kTokens * kWidth;  // query by key, scores by value, of all heads
    c.linear(kWidth, 4 * kWidth, kTokens), c.linear(4 * kWidth, kWidth, kTokens);
  }
  c.linear(kWidth, 1000);
  return c;
}

// The modules of Inception v3 at 35 x 35, and the way to 17 x 17.
void inception_large(Counts& c) {
  std::int64_t in = 192;
  for (const int pooled : {32, 64, 64}) {
    c.conv(in, 64, 1, 35);
    c.conv(in, 48, 1, 35), c.conv(48, 64, 5, 35);
    c.conv(in, 64, 1, 35), c.conv(64, 96, 3, 35), c.conv(96, 96, 3, 35);
    c.conv(in, pooled, 1, 35);
    in = 64 + 64 + 96 + pooled;
  }
  c.conv(in, 384, 3, 17);
  c.conv(in, 64, 1, 35), c.conv(64, 96, 3, 35), c.conv(96, 96, 3, 17);
}

// Those at 17 x 17, and the way to 8 x 8.
void inception_middle(Counts& c) {
  constexpr std::int64_t kIn = 384 + 96 + 288;
  for (const int inside : {128, 160, 160, 192}) {
    c.conv(kIn, 192, 1, 17);
    c.conv(kIn, inside, 1, 17), c.strip(inside, inside, 7, 17), c.strip(inside, 192, 7, 17);
    c.conv(kIn, inside, 1, 17);
    for (int strip = 0; strip < 3; ++strip) c.strip(inside, inside, 7, 17);
    c.strip(inside, 192, 7, 17);
    c.conv(kIn, 192, 1, 17);
  }
  c.conv(kIn, 192, 1, 17), c.conv(192, 320, 3, 8);
  c.conv(kIn, 192, 1, 17), c.strip(192, 192, 7, 17), c.strip(192, 192, 7, 17), c.conv(192, 192, 3, 8);
}

Counts inception_v3() {
  Counts c;
  c.conv(3, 32, 3, 149), c.conv(32, 32, 3, 147), c.conv(32, 64, 3, 147);
  c.conv(64, 80, 1, 73), c.conv(80, 192, 3, 71);
  inception_large(c);
  inception_middle(c);
  for (const int in : {320 + 192 + 768, 2048}) {
    c.conv(in, 320, 1, 8);
    c.conv(in, 384, 1, 8), c.strip(384, 384, 3, 8), c.strip(384, 384, 3, 8);
    c.conv(in, 448, 1, 8), c.conv(448, 384, 3, 8), c.strip(384, 384, 3, 8), c.strip(384, 384, 3, 8);
    c.conv(in, 192, 1, 8);
  }
  c.linear(2048, 1000);
  return c;
}

Counts unet_128() {
  Counts c;
  std::int64_t in = 3, side = 128;
  for (const int width : {64, 128, 256, 512, 1024}) {
    if (width > 64) side /= 2;
    c.conv(in, width, 3, side), c.conv(width, width, 3, side), in = width;
  }
  for (const int width : {512, 256, 128, 64}) {
    c.transposed_conv(in, width, side), side *= 2;
    c.conv(2 * width, width, 3, side), c.conv(width, width, 3, side), in = width;
  }
  c.conv(64, 2, 1, side);
  return c;
}

struct Published {
  const char* name;
  Counts exact;
  double macs_g;            // as published, to the digit given; U-Net's as counted in PyTorch's modules
  double macs_tolerance_g;  // half a unit of its last digit
  // Of torchvision, and of milesial/Pytorch-UNet; 0 where its model is another. The others are those that no
  // layer has: norms, biases, and what docs/onnx.md says.
  std::int64_t parameters, other_parameters;
};

std::vector<Published> published() {
  return {{"alexnet", alexnet(), 0.724, 0.0005, 0, 0},
          {"vgg16", vgg16(), 15.47, 0.005, 138357544, 13416},
          {"resnet18", resnet({2, 2, 2, 2}, false), 1.814, 0.0005, 11689512, 9600 + 1000},
          {"resnet50", resnet({3, 4, 6, 3}, true), 4.089, 0.0005, 25557032, 53120 + 1000},
          {"mobilenet_v2",
           inverted_residuals({{1, 16, 1, 1, 3},
                               {6, 24, 2, 2, 3},
                               {6, 32, 3, 2, 3},
                               {6, 64, 4, 2, 3},
                               {6, 96, 3, 1, 3},
                               {6, 160, 3, 2, 3},
                               {6, 320, 1, 1, 3}},
                              false),
           0.301, 0.0005, 3504872, 34112 + 1000},
          {"efficientnet_b0",
           inverted_residuals({{1, 16, 1, 1, 3},
                               {6, 24, 2, 2, 3},
                               {6, 40, 2, 2, 5},
                               {6, 80, 3, 2, 3},
                               {6, 112, 3, 1, 5},
                               {6, 192, 4, 2, 5},
                               {6, 320, 1, 1, 3}},
                              true),
           0.386, 0.0005, 5288548, 42016 + 10340},
          {"convnext_tiny", convnext_tiny(), 4.456, 0.0005, 28589128, 16320 + 42184 + 6624},
          {"vit_b_16", vit_b_16(), 17.564, 0.0005, 86567656, 38400 + 84712 + 152064},
          {"inception_v3", inception_v3(), 5.713, 0.0005, 27161264, 34432 + 1000 + 3326696},
          {"unet_128", unet_128(), 12.043, 0.0005, 31037698, 11776 + 962}};
}

TEST(WorkloadPresets, AreAllTested) {
  std::vector<std::string> names;
  for (const Published& network : published()) names.push_back(network.name);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, preset_names("workload"));
}

TEST(WorkloadPresets, HaveTheCountsOfTheirPapers) {
  for (const Published& expected : published()) {
    const Network network = load_network(find_preset("workload", expected.name));
    EXPECT_EQ(network.name, expected.name);
    EXPECT_EQ(network.macs(), expected.exact.macs) << expected.name;
    EXPECT_EQ(network.weight_words(), expected.exact.weights) << expected.name;
    EXPECT_NEAR(static_cast<double>(network.macs()) * 1e-9, expected.macs_g, expected.macs_tolerance_g)
        << expected.name;
    if (expected.parameters > 0) {
      EXPECT_EQ(network.weight_words() + expected.other_parameters, expected.parameters) << expected.name;
    }
  }
}

// 666 M of AlexNet's MACs and 15.3 G of VGG-16's are convolutions (Sze et al., 2017).
TEST(WorkloadPresets, ConvolutionsOfTheEyerissAnchors) {
  const auto convolutions = [](const char* name) {
    std::int64_t macs = 0;
    for (const NetworkLayer& layer : load_network(find_preset("workload", name)).layers) {
      if (layer.layer.name.starts_with("conv")) macs += layer.layer.macs();
    }
    return static_cast<double>(macs);
  };
  EXPECT_NEAR(convolutions("alexnet"), 666e6, 0.5e6);
  EXPECT_NEAR(convolutions("vgg16"), 15.3e9, 0.05e9);
}

// Residual additions: 8 and 16 blocks; 10 of MobileNetV2's 17 and 9 of EfficientNet-B0's 16 keep their shape;
// 18 blocks of ConvNeXt, and 12 of ViT with two each. Inception and U-Net concatenate.
TEST(WorkloadPresets, ResidualAdditions) {
  const auto additions = [](const char* name) {
    int count = 0;
    for (const NetworkLayer& layer : load_network(find_preset("workload", name)).layers)
      count += layer.residual_words > 0 ? 1 : 0;
    return count;
  };
  EXPECT_EQ(additions("resnet18"), 8);
  EXPECT_EQ(additions("resnet50"), 16);
  EXPECT_EQ(additions("mobilenet_v2"), 10);
  EXPECT_EQ(additions("efficientnet_b0"), 9);
  EXPECT_EQ(additions("convnext_tiny"), 18);
  EXPECT_EQ(additions("vit_b_16"), 24);
  EXPECT_EQ(additions("inception_v3"), 0);
  EXPECT_EQ(additions("unet_128"), 0);
}

}  // namespace
}  // namespace dance::test
