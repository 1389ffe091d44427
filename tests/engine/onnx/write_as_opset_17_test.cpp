// Opsets 18 to 23: what they changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "dance/engine/onnx/import.h"
#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using test::OnnxBuilder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Network import(const OnnxBuilder& model) { return import_onnx(model.bytes(), "model.onnx"); }

// Of a model that ends in y, and of the product of y's last dimension with 5 columns of weights.
std::int64_t macs_of_product(OnnxBuilder model, std::int64_t columns) {
  model.weight("head", {columns, 5});
  model.node("MatMul", {"y", "head"}, "scores");
  return import(model).macs();
}

OnnxBuilder image(int opset = 18) {
  OnnxBuilder model(opset, 8);
  model.input("x", {1, 8, 6, 4});
  return model;
}

TEST(OnnxNewer, TheAxesOfAReductionAreAnInput) {
  for (const int opset : {18, 20, 23}) {
    OnnxBuilder two = image(opset);
    two.integers("axes", {2, -1});
    two.node("ReduceMean", {"x", "axes"}, "y").integer("keepdims", 0);
    EXPECT_EQ(macs_of_product(two, 8), 8 * 5);
    OnnxBuilder constant = image(opset);
    constant.node("Constant", {}, "axes").values({1});
    constant.node("ReduceMax", {"x", "axes"}, "y");  // [1, 1, 6, 4]
    EXPECT_EQ(macs_of_product(constant, 4), 6 * 4 * 5);
    OnnxBuilder none = image(opset);
    none.node("ReduceL2", {"x"}, "y").integer("noop_with_empty_axes", 1);
    EXPECT_EQ(macs_of_product(none, 4), 8 * 6 * 4 * 5);
    OnnxBuilder all = image(opset);
    all.node("ReduceMin", {"x"}, "y").integer("noop_with_empty_axes", 0);  // [1, 1, 1, 1]
    EXPECT_EQ(macs_of_product(all, 1), 5);
  }
}

TEST(OnnxNewer, APartsNumberOfSplitIsThatOfItsOutputs) {
  OnnxBuilder model = image();
  model.node("Split", {"x"}, "y").output("z").integer("axis", 1).integer("num_outputs", 2);
  EXPECT_EQ(macs_of_product(model, 4), 4 * 6 * 4 * 5);
}

TEST(OnnxNewer, WhatIsAddedWithoutEffectIsPassedOver) {
  OnnxBuilder model = image(19);
  model.integers("sizes", {1, 8, 12, 8}).weight("scale", {});
  model.node("Resize", {"x", "", "", "sizes"}, "r")
      .integer("antialias", 1)
      .text("keep_aspect_ratio_policy", "stretch");
  model.node("AveragePool", {"r"}, "a")
      .ints("kernel_shape", {2, 2})
      .ints("dilations", {1, 1});  // [1, 8, 11, 7]
  model.node("Cast", {"a"}, "c").integer("to", onnx::TensorProto::FLOAT).integer("saturate", 1);
  model.node("QuantizeLinear", {"c", "scale"}, "y").integer("saturate", 0);
  EXPECT_EQ(macs_of_product(model, 7), 8 * 11 * 7 * 5);
}

TEST(OnnxNewer, NewFunctionsOfOneTensorAreFolded) {
  OnnxBuilder model = image(20);
  model.node("Gelu", {"x"}, "g").text("approximate", "tanh");
  model.node("Mish", {"g"}, "y");
  model.weight("head", {4, 5});
  model.node("MatMul", {"y", "head"}, "scores");
  EXPECT_THAT(import(model).not_modelled, IsEmpty());
}

// The image has 8 channels of 6 rows and 4 columns.
TEST(OnnxNewer, APadOfSomeAxes) {
  OnnxBuilder model = image();
  model.integers("pads", {0, 1, 3, 2}).integers("axes", {2, -1});
  model.node("Pad", {"x", "pads", "", "axes"}, "y");  // [1, 8, 0 + 6 + 3, 1 + 4 + 2]
  EXPECT_EQ(macs_of_product(model, 7), 8 * 9 * 7 * 5);
}

TEST(OnnxNewer, AResizeOfSomeAxes) {
  const auto resized = [](const std::vector<std::int64_t>& axes, const std::vector<std::int64_t>& sizes,
                          const std::string& policy) {
    OnnxBuilder model = image();
    model.integers("sizes", sizes);
    model.node("Resize", {"x", "", "", "sizes"}, "y")
        .ints("axes", axes)
        .text("keep_aspect_ratio_policy", policy);
    return model;
  };
  EXPECT_EQ(macs_of_product(resized({3}, {9}, "stretch"), 9), 8 * 6 * 9 * 5);
  // To 12 rows the scale is 2, to 5 columns 1.25; 1.25 * 6 rows are 7.5, and a half is rounded up.
  EXPECT_EQ(macs_of_product(resized({2, 3}, {12, 5}, "not_smaller"), 8), 8 * 12 * 8 * 5);
  EXPECT_EQ(macs_of_product(resized({-2, -1}, {12, 5}, "not_larger"), 5), 8 * 8 * 5 * 5);
  OnnxBuilder scaled = image();
  onnx::TensorProto& scales = *scaled.proto().mutable_graph()->add_initializer();
  scales.set_name("scales");
  scales.set_data_type(onnx::TensorProto::FLOAT);
  scales.add_dims(1);
  scales.add_float_data(1.9F);  // 7.6 columns, of which the whole ones are kept
  scaled.node("Resize", {"x", "", "scales"}, "y").ints("axes", {3});
  EXPECT_EQ(macs_of_product(scaled, 7), 8 * 6 * 7 * 5);
  for (const auto& axes : {std::vector<std::int64_t>{4}, {3, 3}, {2, 3}}) {
    EXPECT_THAT(test::message_of([&] { macs_of_product(resized(axes, {9}, "stretch"), 9); }),
                HasSubstr("got it comes from Resize with axes"));
  }
}

// Shapes that ONNX 1.12 cannot infer come from the file, where it has them.
TEST(OnnxNewer, WhatIsNotInferredMustBeDeclared) {
  const auto normalised = [](bool declared) {
    OnnxBuilder model = image(21);
    model.weight("scale", {8});
    model.node("GroupNormalization", {"x", "scale", "scale"}, "y").integer("num_groups", 2);
    if (declared) model.value_info("y", {1, 8, 6, 4});
    return model;
  };
  EXPECT_EQ(macs_of_product(normalised(true), 4), 8 * 6 * 4 * 5);
  EXPECT_THAT(test::message_of([&] { macs_of_product(normalised(false), 4); }),
              HasSubstr("it comes from GroupNormalization, whose shape inference ONNX 1.12 lacks"));
}

// A fault is not repeated for each of its consequences.
TEST(OnnxNewer, AnUnknownShapeIsReportedOnce) {
  OnnxBuilder model = image();
  model.weight("w", {8, 8, 1, 1});
  model.node("Mystery", {"x"}, "m").domain("com.example");
  model.node("Conv", {"m", "w"}, "a");
  model.node("Conv", {"a", "w"}, "b");
  const std::string message = test::message_of([&] { import(model); });
  EXPECT_THAT(message, HasSubstr("node 1 (Conv): the shape of a tensor"));
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

// Sizes and counts: tests/reference/onnx/README.md.
TEST(OnnxNewer, ExportsOfPyTorchHaveItsCounts) {
  struct Export {
    const char* name;
    std::int64_t macs, weights;
  };
  for (const Export& e : {Export{"shufflenet_v2_x1_0", 144'907'992, 2'261'424},
                          Export{"mnasnet1_0", 314'415'872, 4'344'392}, Export{"odd", 1'910'565, 2'335}}) {
    const Network network = import_onnx(std::filesystem::path(DANCE_SOURCE_DIR) / "tests/reference/onnx" /
                                        (std::string(e.name) + ".onnx"));
    EXPECT_EQ(network.macs(), e.macs) << e.name;
    EXPECT_EQ(network.weight_words(), e.weights) << e.name;
  }
}

}  // namespace
}  // namespace dance::test
