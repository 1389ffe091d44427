// Operators as loop nests: sizes by hand, products by counting.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "dance/engine/onnx/import.h"
#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using test::OnnxBuilder;
using Shape = std::vector<std::int64_t>;

Network import(const OnnxBuilder& model) { return import_onnx(model.bytes(), "model.onnx"); }

// Bounds in the order N, G, M, C, P, Q, R, S.
Bounds bounds(std::int64_t g, std::int64_t m, std::int64_t c, std::int64_t p, std::int64_t q, std::int64_t r,
              std::int64_t s) {
  return {{1, g, m, c, p, q, r, s}};
}

Layer only_layer(const OnnxBuilder& model) {
  const Network network = import(model);
  EXPECT_EQ(network.layers.size(), 1u);
  return network.layers.at(0).layer;
}

// A convolution of 6 to 8 channels, with the attributes that the test adds.
OnnxBuilder convolution_of(const std::vector<std::int64_t>& spatial,
                           const std::vector<std::int64_t>& kernel) {
  std::vector<std::int64_t> input = {1, 6}, weights = {8, 6};
  input.insert(input.end(), spatial.begin(), spatial.end());
  weights.insert(weights.end(), kernel.begin(), kernel.end());
  OnnxBuilder model;
  model.input("x", input).weight("w", weights);
  return model;
}

TEST(OnnxConv, WidthIsTheLastAxis) {
  OnnxBuilder model = convolution_of({20, 9}, {5, 3});
  model.node("Conv", {"x", "w"}, "y").name("conv").ints("strides", {3, 1}).ints("dilations", {1, 2});
  const Layer layer = only_layer(model);
  EXPECT_EQ(layer.name, "conv");
  EXPECT_EQ(layer.bounds, bounds(1, 8, 6, 5, 6, 3, 5));  // P: 9 - 4; Q: (20 - 5) / 3 + 1
  EXPECT_EQ(layer.stride_w, 1);
  EXPECT_EQ(layer.stride_h, 3);
  EXPECT_EQ(layer.dilation_w, 2);
  EXPECT_EQ(layer.dilation_h, 1);
}

TEST(OnnxConv, AsymmetricPadsAreTopLeftBottomRight) {
  OnnxBuilder model = convolution_of({7, 10}, {3, 3});
  model.node("Conv", {"x", "w"}, "y").ints("pads", {0, 1, 1, 3}).ints("strides", {2, 2});
  EXPECT_EQ(only_layer(model).bounds,
            bounds(1, 8, 6, 6, 3, 3, 3));  // Q: (7+1-3)/2+1 = 3; P: (10+4-3)/2+1 = 6
}

struct AutoPad {
  const char* mode;
  std::int64_t input, kernel, stride, dilation, output;
};

// SAME gives ceil(input / stride) whatever the kernel; VALID ceil((input - span + 1) / stride).
TEST(OnnxConv, AutoPadGivesTheSizesOfItsDefinition) {
  const std::vector<AutoPad> cases = {
      {"SAME_UPPER", 8, 3, 1, 1, 8}, {"SAME_UPPER", 8, 3, 2, 1, 4}, {"SAME_LOWER", 8, 3, 2, 1, 4},
      {"SAME_UPPER", 7, 3, 2, 1, 4}, {"SAME_LOWER", 7, 4, 3, 1, 3}, {"SAME_UPPER", 224, 7, 2, 1, 112},
      {"SAME_UPPER", 5, 1, 3, 1, 2}, {"SAME_LOWER", 6, 2, 1, 2, 6}, {"VALID", 8, 3, 2, 1, 3},
      {"VALID", 9, 3, 1, 2, 5},      {"SAME_UPPER", 2, 5, 1, 1, 2}, {"NOTSET", 8, 3, 2, 1, 3}};
  for (const int opset : {7, 11, 17}) {
    for (const AutoPad& a : cases) {
      OnnxBuilder model(opset);
      model.input("x", {1, 2, a.input, a.input}).weight("w", {4, 2, a.kernel, a.kernel});
      model.node("Conv", {"x", "w"}, "y")
          .text("auto_pad", a.mode)
          .ints("strides", {a.stride, a.stride})
          .ints("dilations", {a.dilation, a.dilation});
      EXPECT_EQ(only_layer(model).bounds, bounds(1, 4, 2, a.output, a.output, a.kernel, a.kernel))
          << a.mode << " " << a.input << " opset " << opset;
    }
  }
}

TEST(OnnxConv, OneDimensionalAndGroupedAndDepthwise) {
  OnnxBuilder line = convolution_of({50}, {5});
  line.node("Conv", {"x", "w"}, "y").ints("strides", {2}).ints("pads", {2, 1});
  EXPECT_EQ(only_layer(line).bounds, bounds(1, 8, 6, 25, 1, 5, 1));  // (53 - 5) / 2 + 1

  OnnxBuilder grouped;
  grouped.input("x", {1, 96, 27, 27}).weight("w", {256, 48, 5, 5}).weight("b", {256});
  grouped.node("Conv", {"x", "w", "b"}, "y").integer("group", 2).ints("pads", {2, 2, 2, 2});
  EXPECT_EQ(only_layer(grouped).bounds, bounds(2, 128, 48, 27, 27, 5, 5));
  EXPECT_EQ(only_layer(grouped).macs(), 223948800);  // AlexNet's second layer

  OnnxBuilder depthwise;
  depthwise.input("x", {1, 32, 9, 9}).weight("w", {64, 1, 3, 3});  // two filters per channel
  depthwise.node("Conv", {"x", "w"}, "y").integer("group", 32);
  EXPECT_EQ(only_layer(depthwise).bounds, bounds(32, 2, 1, 7, 7, 3, 3));
}

TEST(OnnxConv, QuantisedFormsAreTheSameLayer) {
  OnnxBuilder model = convolution_of({8, 8}, {3, 3});
  model.weight("s", {}).weight("z", {});
  model.node("QLinearConv", {"x", "s", "z", "w", "s", "z", "s", "z"}, "y").ints("pads", {1, 1, 1, 1});
  EXPECT_EQ(only_layer(model).bounds, bounds(1, 8, 6, 8, 8, 3, 3));
  OnnxBuilder integer = convolution_of({8, 8}, {3, 3});
  integer.node("ConvInteger", {"x", "w"}, "y");
  EXPECT_EQ(only_layer(integer).bounds, bounds(1, 8, 6, 6, 6, 3, 3));
}

// Every tap of every input pixel lands on one output pixel of the uncropped result.
std::int64_t transposed_macs(std::int64_t input, std::int64_t kernel, std::int64_t stride,
                             std::int64_t dilation, std::int64_t pad, std::int64_t output) {
  std::int64_t taps = 0;
  for (std::int64_t o = 0; o < output; ++o) {
    for (std::int64_t r = 0; r < kernel; ++r) {
      if ((o + pad - r * dilation) % stride == 0) ++taps;  // border pixels included, as in any layer
    }
  }
  (void)input;
  return taps;
}

TEST(OnnxConvTranspose, HasTheTapsOfItsDefinition) {
  struct Case {
    std::int64_t kernel, stride, dilation, pad, more;
  };
  for (const Case& c : std::vector<Case>{{2, 2, 1, 0, 0},
                                         {4, 2, 1, 1, 0},
                                         {3, 2, 1, 1, 1},
                                         {3, 1, 1, 1, 0},
                                         {5, 3, 1, 2, 0},
                                         {1, 2, 1, 0, 0},
                                         {3, 2, 2, 0, 0},
                                         {3, 4, 1, 0, 2}}) {
    OnnxBuilder model;
    model.input("x", {1, 6, 5, 7}).weight("w", {6, 4, c.kernel, c.kernel});
    model.node("ConvTranspose", {"x", "w"}, "y")
        .integer("group", 2)
        .ints("strides", {c.stride, c.stride})
        .ints("dilations", {c.dilation, c.dilation})
        .ints("pads", {c.pad, c.pad, c.pad, c.pad})
        .ints("output_padding", {c.more, c.more});
    const auto size = [&](std::int64_t input) {
      return (input - 1) * c.stride + (c.kernel - 1) * c.dilation + 1 - 2 * c.pad + c.more;
    };
    const auto taps = [&](std::int64_t input) {
      return transposed_macs(input, c.kernel, c.stride, c.dilation, c.pad, size(input));
    };
    const Network network = import(model);
    EXPECT_EQ(network.macs(), taps(5) * taps(7) * 6 * 4) << c.kernel << " " << c.stride;
    if (c.dilation == 1 && c.kernel >= c.stride) {
      EXPECT_EQ(network.weight_words(), 6 * 4 * c.kernel * c.kernel);
    }
  }
}

// U-Net's 2x2 with stride 2: one layer, its four phases side by side.
TEST(OnnxConvTranspose, PhasesOfEqualTapsAreOneLayer) {
  OnnxBuilder model;
  model.input("x", {1, 64, 28, 28}).weight("w", {64, 32, 2, 2});
  model.node("ConvTranspose", {"x", "w"}, "y").ints("strides", {2, 2});
  EXPECT_EQ(only_layer(model).bounds, bounds(1, 128, 64, 28, 28, 1, 1));
}

TEST(OnnxGemm, TransposesAndAConstantOnEitherSide) {
  for (const bool trans_a : {false, true}) {
    for (const bool trans_b : {false, true}) {
      OnnxBuilder model;
      model.input("x", trans_a ? std::vector<std::int64_t>{20, 3} : std::vector<std::int64_t>{3, 20});
      model.weight("w", trans_b ? std::vector<std::int64_t>{7, 20} : std::vector<std::int64_t>{20, 7});
      model.weight("b", {7});
      model.node("Gemm", {"x", "w", "b"}, "y")
          .integer("transA", trans_a)
          .integer("transB", trans_b)
          .number("beta", 0.5f);
      EXPECT_EQ(only_layer(model).bounds, bounds(1, 7, 20, 3, 1, 1, 1));
    }
  }
  OnnxBuilder swapped;  // the weights stand first: they stay the layer's weights
  swapped.input("x", {20, 3}).weight("w", {7, 20});
  swapped.node("Gemm", {"w", "x"}, "y");
  const Layer layer = only_layer(swapped);
  EXPECT_EQ(layer.bounds, bounds(1, 7, 20, 3, 1, 1, 1));
  EXPECT_EQ(layer.volume(Tensor::Weights), 7 * 20);
}

struct MatMulCase {
  std::vector<std::int64_t> a, b;
  Bounds expected;
};

TEST(OnnxMatMul, BroadcastsAsNumPyAndEveryVolumeIsExact) {
  const std::vector<MatMulCase> cases = {
      {{5, 4}, {4, 6}, bounds(1, 6, 4, 5, 1, 1, 1)},
      {{4}, {4, 6}, bounds(1, 6, 4, 1, 1, 1, 1)},
      {{5, 4}, {4}, bounds(1, 1, 4, 5, 1, 1, 1)},
      {{1, 12, 5, 4}, {1, 12, 4, 6}, bounds(12, 6, 4, 5, 1, 1, 1)},  // attention: one product per head
      {{1, 7, 5, 4}, {4, 6}, bounds(1, 6, 4, 35, 1, 1, 1)},          // one matrix for all rows
      {{5, 4}, {3, 4, 6}, bounds(1, 18, 4, 5, 1, 1, 1)},             // one input for all matrices
      {{1, 2, 3, 5, 4}, {3, 4, 6}, bounds(3, 6, 4, 10, 1, 1, 1)},
      {{1, 2, 1, 5, 4}, {1, 2, 3, 4, 6}, bounds(2, 18, 4, 5, 1, 1, 1)}};
  for (const MatMulCase& c : cases) {
    OnnxBuilder model;
    model.input("x", c.a).weight("w", c.b);
    model.node("MatMul", {"x", "w"}, "y");
    const Layer layer = only_layer(model);
    EXPECT_EQ(layer.bounds, c.expected) << testing::PrintToString(c.a);
    const auto volume = [](const std::vector<std::int64_t>& shape) {
      std::int64_t product = 1;
      for (const std::int64_t size : shape) product *= size;
      return product;
    };
    EXPECT_EQ(layer.volume(Tensor::Inputs), volume(c.a));
    EXPECT_EQ(layer.volume(Tensor::Weights), volume(c.b));
  }
}

TEST(OnnxMatMul, TwoActivationsAreNoParameters) {
  OnnxBuilder model;
  model.input("x", {1, 8, 16}).weight("wq", {16, 16}).weight("wk", {16, 16});
  model.node("MatMul", {"x", "wq"}, "q");
  model.node("MatMul", {"x", "wk"}, "k");
  model.node("Transpose", {"k"}, "kt").ints("perm", {0, 2, 1});
  model.node("MatMul", {"q", "kt"}, "scores");
  const Network network = import(model);
  ASSERT_EQ(network.layers.size(), 3u);
  EXPECT_FALSE(network.layers[2].constant_weights);
  EXPECT_EQ(network.layers[2].layer.macs(), 8 * 8 * 16);
  EXPECT_EQ(network.weight_words(), 2 * 16 * 16);
}

// Each gate of each direction takes (features + hidden) x hidden MACs for each row of each step.
TEST(OnnxRecurrent, TheInputAtOnceAndTheStateStepByStep) {
  for (const auto& [op, gates] : {std::pair<const char*, std::int64_t>{"LSTM", 4}, {"GRU", 3}, {"RNN", 1}}) {
    for (const std::int64_t directions : {1, 2}) {
      for (const bool batch_first : {false, true}) {
        OnnxBuilder model(14);
        model.input("x",
                    batch_first ? std::vector<std::int64_t>{2, 10, 6} : std::vector<std::int64_t>{10, 2, 6});
        model.weight("w", {directions, gates * 3, 6}).weight("r", {directions, gates * 3, 3});
        model.node(op, {"x", "w", "r"}, "y")
            .name("cell")
            .integer("hidden_size", 3)
            .integer("layout", batch_first)
            .text("direction", directions == 2 ? "bidirectional" : "reverse");
        const Network network = import(model);
        ASSERT_EQ(network.layers.size(), 2u) << op;
        const NetworkLayer &input = network.layers[0], &recurrence = network.layers[1];
        EXPECT_EQ(input.layer.name, "cell.input");
        EXPECT_EQ(recurrence.layer.name, "cell.recurrence");
        EXPECT_EQ(input.layer.bounds, bounds(1, directions * gates * 3, 6, 10 * 2, 1, 1, 1)) << op;
        EXPECT_EQ(recurrence.layer.bounds, bounds(directions, gates * 3, 3, 2, 1, 1, 1)) << op;
        EXPECT_EQ(input.steps, 1);
        EXPECT_EQ(recurrence.steps, 10);
        EXPECT_EQ(recurrence.residual_words, 2 * directions * gates * 3);
        EXPECT_EQ(network.macs(), directions * gates * (6 + 3) * 3 * 2 * 10) << op;
        EXPECT_EQ(network.weight_words(), directions * gates * (6 + 3) * 3) << op;
        EXPECT_TRUE(network.not_modelled.empty());
      }
    }
  }
}

// Exporters leave the output of all steps out where only the last state is used.
TEST(OnnxRecurrent, OutputsMayBeLeftOut) {
  OnnxBuilder model(14);
  model.input("x", {10, 1, 6}).weight("w", {1, 9, 6}).weight("r", {1, 9, 3}).weight("fc", {3, 5});
  model.node("GRU", {"x", "w", "r"}, "").output("state").integer("hidden_size", 3);
  model.node("MatMul", {"state", "fc"}, "y");
  const Network network = import(model);
  ASSERT_EQ(network.layers.size(), 3u);
  EXPECT_EQ(network.layers[0].layer.name, "state.input");
  EXPECT_EQ(network.layers[2].layer.macs(), 3 * 5);
}

struct EinsumCase {
  const char* equation;
  std::vector<std::int64_t> a, b;
  Bounds expected;
};

TEST(OnnxEinsum, TwoOperandsAreTheMatrixProductThatTheyAre) {
  const std::vector<EinsumCase> cases = {
      {"ij,jk->ik", {5, 4}, {4, 6}, bounds(1, 6, 4, 5, 1, 1, 1)},
      {"ij,jk", {5, 4}, {4, 6}, bounds(1, 6, 4, 5, 1, 1, 1)},
      {"b i j , k j -> b k i", {7, 5, 4}, {6, 4}, bounds(1, 6, 4, 35, 1, 1, 1)},
      {"bhid,bhjd->bhij", {2, 3, 5, 4}, {2, 3, 6, 4}, bounds(6, 6, 4, 5, 1, 1, 1)},
      {"bsd,dhe->bshe", {1, 5, 8}, {8, 2, 4}, bounds(1, 8, 8, 5, 1, 1, 1)},
      {"bshe,hed->bsd", {1, 5, 2, 4}, {2, 4, 8}, bounds(1, 8, 8, 5, 1, 1, 1)},  // sums over two letters
      {"...ij,...jk->...ik", {2, 3, 5, 4}, {3, 4, 6}, bounds(3, 6, 4, 10, 1, 1, 1)},
      {"...ij,...jk->...ik", {2, 1, 5, 4}, {2, 3, 4, 6}, bounds(2, 18, 4, 5, 1, 1, 1)},
      {"bi,bi->b", {3, 8}, {3, 8}, bounds(3, 1, 8, 1, 1, 1, 1)},
      {"i,i->", {8}, {8}, bounds(1, 1, 8, 1, 1, 1, 1)},
      {"zij,jk->ik", {9, 5, 4}, {4, 6}, bounds(1, 6, 4, 5, 1, 1, 1)}};  // z is summed before
  for (const EinsumCase& c : cases) {
    SCOPED_TRACE(c.equation);
    OnnxBuilder model;
    model.input("x", c.a).weight("w", c.b);
    model.node("Einsum", {"x", "w"}, "y").text("equation", c.equation);
    const Layer layer = only_layer(model);
    EXPECT_EQ(layer.bounds, c.expected) << c.equation;
  }
}

TEST(OnnxEinsum, ItsOutputHasTheShapeOfTheEquation) {
  OnnxBuilder model;
  model.input("x", {7, 5, 4}).weight("w", {6, 4}).weight("v", {5, 9});
  model.node("Einsum", {"x", "w"}, "y").text("equation", "bij,kj->bki");  // [7, 6, 5]
  model.node("MatMul", {"y", "v"}, "z");
  const Network network = import(model);
  ASSERT_EQ(network.layers.size(), 2u);
  EXPECT_EQ(network.layers[1].layer.bounds, bounds(1, 9, 5, 42, 1, 1, 1));
}

// No letter is summed over, a diagonal, or three operands.
TEST(OnnxEinsum, OthersAreListed) {
  for (const auto& [equation, a, b] : std::vector<std::tuple<std::string, Shape, Shape>>{
           {"ij,ij->ij", {5, 4}, {5, 4}}, {"i,j->ij", {5}, {4}}, {"ii,ij->j", {5, 5}, {5, 4}}}) {
    OnnxBuilder model;
    model.input("x", a).weight("w", b).weight("v", {1, 1});
    model.node("Einsum", {"x", "w"}, "y").text("equation", equation);
    model.node("Gemm", {"v", "v2"}, "z");
    model.input("v2", {1, 1});
    const Network network = import(model);
    ASSERT_EQ(network.layers.size(), 1u) << equation;
    ASSERT_EQ(network.not_modelled.size(), 1u) << equation;
    EXPECT_EQ(network.not_modelled[0].type, "Einsum");
  }
}

}  // namespace
}  // namespace dance::test
