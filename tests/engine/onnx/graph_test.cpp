// Whole graphs, as exporters write them: what is folded, listed, added, assumed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/engine/onnx/import.h"
#include "engine/onnx/builder.h"
#include "engine/onnx/options.h"

namespace dance::test {
namespace {

using test::OnnxBuilder;
using testing::ElementsAre;
using testing::HasSubstr;

Network import(const OnnxBuilder& model, const OnnxOptions& options = {}) {
  return import_onnx(model.bytes(), "folder/model.onnx", options);
}

// "MaxPool x1 = 1152" for each entry.
std::vector<std::string> listed(const Network& network) {
  std::vector<std::string> texts;
  for (const ListedOperator& entry : network.not_modelled) {
    texts.push_back(entry.type + " x" + std::to_string(entry.count) + " = " +
                    (entry.operations ? std::to_string(*entry.operations) : "?"));
  }
  return texts;
}

// conv - [batch norm] - relu - conv - [batch norm] - add - relu: a residual block of 4 channels, 8 x 8.
OnnxBuilder residual_block(int opset, bool batch_norm, bool relu_before_add) {
  OnnxBuilder model(opset);
  model.input("x", {1, 4, 8, 8}).weight("w1", {4, 4, 3, 3}).weight("w2", {4, 4, 3, 3}).weight("p", {4});
  model.node("Conv", {"x", "w1", "p"}, "c1").ints("pads", {1, 1, 1, 1});
  model.node("Relu", {"c1"}, "r1");
  model.node("Conv", {"r1", "w2"}, "c2").ints("pads", {1, 1, 1, 1});
  std::string last = "c2";
  if (batch_norm) model.node("BatchNormalization", {"c2", "p", "p", "p", "p"}, last = "n2");
  if (relu_before_add) model.node("Relu", {last}, "r2"), last = "r2";
  model.node("Add", {"r1", last}, "sum");
  model.node("Relu", {"sum"}, "y");
  return model;
}

TEST(OnnxGraph, AResidualAdditionIsOneMoreReadOfItsTensor) {
  for (int opset = 7; opset <= 17; ++opset) {
    for (const bool batch_norm : {false, true}) {
      for (const bool relu : {false, true}) {
        const Network network = import(residual_block(opset, batch_norm, relu));
        ASSERT_EQ(network.layers.size(), 2u) << opset;
        EXPECT_EQ(network.layers[0].residual_words, 0);
        EXPECT_EQ(network.layers[1].residual_words, 4 * 8 * 8);
        EXPECT_TRUE(network.not_modelled.empty());
        EXPECT_EQ(network.macs(), 2 * 64 * 16 * 9);
      }
    }
  }
}

// The projection is computed last here, so it adds; which of the two does is of no account to the traffic.
TEST(OnnxGraph, ADownsamplingBlockAddsOnce) {
  OnnxBuilder model;
  model.input("x", {1, 4, 8, 8}).weight("w1", {8, 4, 3, 3}).weight("w2", {8, 4, 1, 1});
  model.node("Conv", {"x", "w1"}, "a").ints("pads", {1, 1, 1, 1}).ints("strides", {2, 2});
  model.node("Conv", {"x", "w2"}, "b").ints("strides", {2, 2});
  model.node("Add", {"a", "b"}, "y");
  const Network network = import(model);
  EXPECT_EQ(network.layers[0].residual_words, 0);
  EXPECT_EQ(network.layers[1].residual_words, 8 * 4 * 4);
}

TEST(OnnxGraph, AnAdditionThatNoLayerCanTakeIsListed) {
  OnnxBuilder model;
  model.input("x", {1, 4, 8, 8}).weight("w", {8, 4, 1, 1});
  model.node("MaxPool", {"x"}, "a").ints("kernel_shape", {3, 3}).ints("pads", {1, 1, 1, 1});
  model.node("Add", {"a", "x"}, "b");
  model.node("Conv", {"b", "w"}, "y");
  EXPECT_THAT(listed(import(model)), ElementsAre("MaxPool x1 = 2304", "Add x1 = 256"));
}

TEST(OnnxGraph, BiasesScalesAndSwishAreFree) {
  OnnxBuilder model;
  model.input("x", {1, 4, 8, 8}).weight("w", {4, 4, 3, 3}).weight("b", {4, 1, 1});
  model.node("Conv", {"x", "w"}, "a");
  model.node("Add", {"a", "b"}, "b1");
  model.node("Mul", {"b1", "b"}, "b2");
  model.node("Sigmoid", {"b2"}, "s");
  model.node("Mul", {"b2", "s"}, "y");
  const Network network = import(model);
  EXPECT_TRUE(network.not_modelled.empty());
  EXPECT_EQ(network.layers.at(0).residual_words, 0);
}

// A squeeze-excite block: its two convolutions count, its pooling and scaling are listed.
TEST(OnnxGraph, OthersAreListedWithTheirOperations) {
  OnnxBuilder model;
  model.input("x", {1, 8, 6, 6}).weight("down", {2, 8, 1, 1}).weight("up", {8, 2, 1, 1});
  model.node("GlobalAveragePool", {"x"}, "g");
  model.node("Conv", {"g", "down"}, "d");
  model.node("Relu", {"d"}, "r");
  model.node("Conv", {"r", "up"}, "u");
  model.node("Sigmoid", {"u"}, "s");
  model.node("Mul", {"s", "x"}, "m");
  model.node("AveragePool", {"m"}, "p").ints("kernel_shape", {2, 2}).ints("strides", {2, 2});
  model.node("Concat", {"p", "p"}, "c").integer("axis", 1);
  model.node("MyOp", {"c"}, "o").domain("com.example");
  const Network network = import(model);
  EXPECT_THAT(listed(network),
              ElementsAre("GlobalAveragePool x1 = 288", "Mul x1 = 288", "AveragePool x1 = 288",
                          "Concat x1 = 144", "com.example.MyOp x1 = ?"));
  EXPECT_EQ(network.macs(), 32);
  EXPECT_DOUBLE_EQ(network.share(network.not_modelled[0]).value(), 288. / (3 * 288 + 144 + 32));
  EXPECT_FALSE(network.share(network.not_modelled[4]).has_value());
}

TEST(OnnxGraph, AnAdditionToARecurrentLayerIsReadInItsSteps) {
  OnnxBuilder model;
  model.input("x", {10, 2, 3}).weight("w", {1, 12, 3}).weight("r", {1, 12, 3}).integers("axis", {1});
  model.node("LSTM", {"x", "w", "r"}, "h").integer("hidden_size", 3);
  model.node("Squeeze", {"h", "axis"}, "s");
  model.node("Add", {"s", "x"}, "y");
  const Network network = import(model);
  ASSERT_EQ(network.layers.size(), 2u);
  EXPECT_EQ(network.layers[1].steps, 10);
  EXPECT_EQ(network.layers[1].residual_words,
            2 * 12 + 2 * 3);  // the input's product, and the step's part of x
  EXPECT_TRUE(network.not_modelled.empty());
}

TEST(OnnxGraph, NodesOutOfOrderAreSorted) {
  OnnxBuilder model;
  model.input("x", {1, 4, 8, 8}).weight("w", {4, 4, 1, 1});
  model.node("Conv", {"b", "w"}, "y").name("last");
  model.node("Conv", {"a", "w"}, "b").name("middle");
  model.node("Relu", {"x"}, "a");
  const Network network = import(model);
  ASSERT_EQ(network.layers.size(), 2u);
  EXPECT_EQ(network.layers[0].layer.name, "middle");
  EXPECT_EQ(network.layers[1].layer.name, "last");
  EXPECT_THAT(network.notes, ElementsAre(HasSubstr("the nodes of the file are out of order")));
}

TEST(OnnxGraph, TheLastOfTwoOpsetsIsTaken) {
  OnnxBuilder model(11);
  model.input("x", {1, 4, 8, 8}).weight("w", {4, 4, 1, 1});
  model.node("Conv", {"x", "w"}, "y");
  auto& second = *model.proto().add_opset_import();
  second.set_domain("ai.onnx"), second.set_version(13);
  EXPECT_THAT(import(model).notes, ElementsAre("the file names opset 11 and opset 13: read as opset 13"));
  second.set_version(11);
  EXPECT_TRUE(import(model).notes.empty());
}

// PyTorch's view(x.size(0), -1): shapes travel through the graph as tensors.
TEST(OnnxGraph, ShapesComputedInTheGraphAreFollowed) {
  OnnxBuilder model(13);
  model.open_input("x", {-1, 4, 8, 8}, "batch").weight("w", {8, 4, 1, 1}).weight("fc", {10, 512});
  model.node("Conv", {"x", "w"}, "c");
  model.node("Shape", {"c"}, "s");
  model.node("Constant", {}, "zero").values({0});
  model.node("Gather", {"s", "zero"}, "n").integer("axis", 0);
  model.node("Constant", {}, "rest").values({-1});
  model.node("Concat", {"n", "rest"}, "to").integer("axis", 0);
  model.node("Reshape", {"c", "to"}, "f");
  model.node("Gemm", {"f", "fc"}, "y").integer("transB", 1);
  const Network network = import(model);
  ASSERT_EQ(network.layers.size(), 2u);
  EXPECT_EQ(network.layers[1].layer.macs(), 5120);
  EXPECT_TRUE(network.not_modelled.empty()) << listed(network)[0];
  EXPECT_THAT(network.notes,
              ElementsAre(HasSubstr("leading dimension of the input 'x' is open ([batch, 4, 8, 8])")));
}

TEST(OnnxGraph, TheBatchIsThatOfTheFile) {
  OnnxBuilder model;
  model.input("x", {32, 3, 8, 8}).weight("w", {4, 3, 3, 3}).weight("fc", {4, 10});
  model.value_info("c", {32, 4, 6, 6}).graph_output("y", {32, 10});
  model.node("Conv", {"x", "w"}, "c");
  model.node("GlobalAveragePool", {"c"}, "g");
  model.node("Flatten", {"g"}, "f");
  model.node("Gemm", {"f", "fc"}, "y");
  const Network network = import(model);
  EXPECT_EQ(network.macs(), 36 * 4 * 27 + 40);  // of one image
  EXPECT_EQ(network.batch, 32);
  ASSERT_EQ(network.layers.size(), 2u);
  EXPECT_EQ(network.layers[0].layer.bounds[Dim::N], 32);
  EXPECT_EQ(network.layers[1].layer.macs(), 32 * 40);
  EXPECT_TRUE(network.notes.empty());
}

// Windows of an image, side by side in the leading dimension, share the weights as images of a batch do.
TEST(OnnxGraph, ALeadingDimensionThatIsNoBatchIsALoopAsWell) {
  OnnxBuilder model;
  model.input("x", {2, 3, 8, 8})
      .weight("w", {4, 3, 1, 1})
      .weight("v", {5, 4, 1, 1})
      .integers("to", {-1, 4, 4, 4});
  model.node("Conv", {"x", "w"}, "c");
  model.node("Reshape", {"c", "to"}, "r");
  model.node("Conv", {"r", "v"}, "y");
  const Network network = import(model);
  ASSERT_EQ(network.layers.size(), 2u);
  EXPECT_EQ(network.layers[1].layer.bounds[Dim::N], 2 * 4);
  EXPECT_EQ(network.layers[1].batch, 2);
  EXPECT_EQ(network.layers[1].macs(), 5 * 4 * 64);
}

TEST(OnnxGraph, RowsOfAMatrixAreKept) {
  OnnxBuilder model;
  model.input("x", {32, 16}).weight("w", {16, 10});
  model.node("MatMul", {"x", "w"}, "y");
  const Network network = import(model);
  EXPECT_EQ(network.macs(), 32 * 160);
  EXPECT_THAT(network.notes, ElementsAre(HasSubstr("all of its 32 rows are counted")));
  EXPECT_EQ(import(model, shape_of("x", {1, 16})).macs(), 160);
}

// Initializers taken out of the file: weights are graph inputs with a shape, or value_info only.
TEST(OnnxGraph, WeightsAreNotNeeded) {
  OnnxBuilder model;
  model.open_input("x", {-1, 3, 8, 8}, "N").input("w", {16, 3, 3, 3}).input("b", {16}).input("fc", {16, 10});
  for (const char* parameter : {"scale", "bias", "mean", "variance"}) model.input(parameter, {16});
  model.input("shift", {1, 16, 1, 1});
  model.node("Conv", {"x", "w", "b"}, "c");
  model.node("BatchNormalization", {"c", "scale", "bias", "mean", "variance"}, "n");
  model.node("Add", {"n", "shift"}, "a");
  model.node("GlobalAveragePool", {"a"}, "g");
  model.node("Flatten", {"g"}, "f");
  model.node("MatMul", {"f", "fc"}, "y");
  const Network network = import(model);
  EXPECT_EQ(network.macs(), 36 * 16 * 27 + 160);
  EXPECT_EQ(network.weight_words(), 16 * 27 + 160);
  EXPECT_EQ(network.layers[0].residual_words, 0);
  EXPECT_EQ(network.notes.size(), 1u);
}

TEST(OnnxGraph, ExternalWeightsAreNotOpened) {
  OnnxBuilder model;
  model.input("x", {1, 3, 8, 8}).weight("w", {16, 3, 3, 3});
  onnx::TensorProto& tensor = *model.proto().mutable_graph()->mutable_initializer(0);
  tensor.set_data_location(onnx::TensorProto::EXTERNAL);
  auto& location = *tensor.add_external_data();
  location.set_key("location"), location.set_value("no_such_file.bin");
  model.node("Conv", {"x", "w"}, "c");
  EXPECT_EQ(import(model).macs(), 36 * 16 * 27);
}

// Quantise - dequantise around a convolution, weights included.
TEST(OnnxGraph, QuantisationIsFolded) {
  OnnxBuilder model;
  model.input("x", {1, 3, 8, 8}).weight("w", {4, 3, 3, 3}).weight("s", {}).weight("z", {});
  model.node("QuantizeLinear", {"x", "s", "z"}, "xq");
  model.node("DequantizeLinear", {"xq", "s", "z"}, "xd");
  model.node("DequantizeLinear", {"w", "s", "z"}, "wd");
  model.node("Conv", {"xd", "wd"}, "y");
  const Network network = import(model);
  EXPECT_EQ(network.weight_words(), 108);
  EXPECT_TRUE(network.not_modelled.empty());
  EXPECT_EQ(network.quantized_bits, 8);
  for (onnx::TensorProto& tensor : *model.proto().mutable_graph()->mutable_initializer()) {
    if (tensor.name() == "z") tensor.set_data_type(onnx::TensorProto::INT16);
  }
  EXPECT_EQ(import(model).quantized_bits, 16);
  EXPECT_EQ(import(residual_block(13, true, true)).quantized_bits, 0);
}

TEST(OnnxGraph, ShapesAfterACustomOperatorComeFromValueInfo) {
  OnnxBuilder model;
  model.input("x", {8, 3, 8, 8}).weight("w", {4, 3, 3, 3});
  model.node("Mystery", {"x"}, "m").domain("com.example");
  model.node("Conv", {"m", "w"}, "y");
  model.value_info("m", {8, 3, 8, 8});
  EXPECT_EQ(import(model).macs(), 36 * 4 * 27);
}

TEST(OnnxGraph, LayersHaveNamesThatDiffer) {
  OnnxBuilder model;
  model.input("x", {1, 4, 8, 8}).weight("w", {4, 4, 1, 1});
  model.node("Conv", {"x", "w"}, "a").name("conv");
  model.node("Conv", {"a", "w"}, "b").name("conv");
  model.node("Conv", {"b", "w"}, "c");
  model.node("Conv", {"c", "w"}, "d").name("bad\xff\nname");
  const Network network = import(model);
  std::vector<std::string> names;
  for (const NetworkLayer& layer : network.layers) names.push_back(layer.layer.name);
  EXPECT_THAT(names, ElementsAre("conv", "conv#1", "c", "bad??name"));
  EXPECT_EQ(network.name, "model");
}

}  // namespace
}  // namespace dance::test
