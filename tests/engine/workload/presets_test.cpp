// The networks of configs/workload against published counts, and exactly against the tables of their papers.
#include "dance/core/presets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "dance/engine/workload/network.h"

namespace dance::test {
namespace {

// MACs and weights of a chain of square layers, written down from a paper's table.
struct Counts {
  std::int64_t macs = 0, weights = 0;
  void conv(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t output_side,
            std::int64_t groups = 1) {
    const std::int64_t words = in / groups * out * kernel * kernel;
    weights += words;
    macs += words * output_side * output_side;
  }
  void linear(std::int64_t in, std::int64_t out) { conv(in, out, 1, 1); }
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

struct Published {
  const char* name;
  Counts exact;
  double macs_g;                                   // as published, to the digit given
  double macs_tolerance_g;                         // half a unit of its last digit
  std::int64_t parameters, batch_norm_and_biases;  // of torchvision; 0 where its model is another
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
           0.386, 0.0005, 5288548, 42016 + 10340}};
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
      EXPECT_EQ(network.weight_words() + expected.batch_norm_and_biases, expected.parameters)
          << expected.name;
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

// Residual additions: 8 and 16 blocks; 10 of MobileNetV2's 17 and 9 of EfficientNet-B0's 16 keep their shape.
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
}

}  // namespace
}  // namespace dance::test
