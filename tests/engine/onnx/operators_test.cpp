// What becomes of operators that are no layer, node by node.
#include "dance/engine/onnx/operators.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using importer::Shape;

onnx::NodeProto node_of(const std::string& op, const std::string& domain = "") {
  onnx::NodeProto node;
  node.set_op_type(op);
  node.set_domain(domain);
  return node;
}

TEST(OnnxOperators, AreFoldedElementwiseOrNeither) {
  for (const char* op :
       {"Relu", "BatchNormalization", "Identity", "QuantizeLinear", "Reshape", "Squeeze", "Clip"}) {
    EXPECT_TRUE(importer::is_folded(node_of(op))) << op;
    EXPECT_FALSE(importer::is_elementwise(node_of(op))) << op;
  }
  for (const char* op : {"Add", "Sum", "Sub", "Mul", "Div", "Pow", "Min", "Max"}) {
    EXPECT_TRUE(importer::is_elementwise(node_of(op))) << op;
    EXPECT_FALSE(importer::is_folded(node_of(op))) << op;
    EXPECT_EQ(importer::is_addition(node_of(op)), op == std::string("Add") || op == std::string("Sum")) << op;
  }
  // These move or reduce data, or are layers.
  for (const char* op : {"Transpose", "Concat", "MaxPool", "Softmax", "Conv", "MatMul", "relu", ""}) {
    EXPECT_FALSE(importer::is_folded(node_of(op))) << op;
    EXPECT_FALSE(importer::is_elementwise(node_of(op))) << op;
    EXPECT_FALSE(importer::is_addition(node_of(op))) << op;
  }
}

TEST(OnnxOperators, OfOtherDomainsAreNoneOfThese) {
  EXPECT_TRUE(importer::is_folded(node_of("Relu", "ai.onnx")));
  for (const char* op : {"Relu", "Add", "Conv", "MaxPool"}) {
    const onnx::NodeProto other = node_of(op, "com.example");
    EXPECT_FALSE(importer::is_folded(other));
    EXPECT_FALSE(importer::is_elementwise(other));
    EXPECT_FALSE(importer::is_inferable(other));
    EXPECT_EQ(importer::type_of(other), "com.example." + std::string(op));
  }
  EXPECT_EQ(importer::type_of(node_of("Relu", "ai.onnx")), "Relu");
  EXPECT_EQ(importer::type_of(node_of("a\nb")), "a?b");
}

// Inference runs for layers, for what costs nothing, and for the others that networks have.
TEST(OnnxOperators, WhoseShapesAreInferred) {
  for (const char* op : {"Conv", "QLinearConv", "ConvTranspose", "Gemm", "MatMul", "Relu", "Add", "MaxPool",
                         "Concat", "LSTM", "Shape", "Resize"})
    EXPECT_TRUE(importer::is_inferable(node_of(op))) << op;
  for (const char* op :
       {"If", "Loop", "Scan", "NonMaxSuppression", "RoiAlign", "StringNormalizer", "Made", ""})
    EXPECT_FALSE(importer::is_inferable(node_of(op))) << op;
}

// One node with the shapes of its tensors; "w..." are constant.
class Counted {
 public:
  explicit Counted(const std::string& op) : builder_(node_) { node_.set_op_type(op); }
  NodeBuilder& node() { return builder_; }
  Counted& input(const std::string& name, std::optional<Shape> shape) {
    node_.add_input(name);
    if (!name.empty()) shapes_.tensors[name] = {std::move(shape), name.starts_with("w"), false, ""};
    return *this;
  }
  Counted& output(const std::string& name, std::optional<Shape> shape) {
    node_.add_output(name);
    shapes_.tensors[name] = {std::move(shape), false, false, ""};
    return *this;
  }
  std::optional<std::int64_t> operations() {
    importer::FaultList faults("model.onnx");
    return importer::operations_of({node_, "node 0", shapes_, faults});
  }

 private:
  onnx::NodeProto node_;
  NodeBuilder builder_;
  importer::GraphShapes shapes_;
};

constexpr std::int64_t kHuge = std::int64_t{1} << 31;

TEST(OnnxOperators, APoolingTakesItsWindowForEveryOutput) {
  for (const char* op : {"MaxPool", "AveragePool", "LpPool"}) {
    Counted pool(op);
    pool.node().ints("kernel_shape", {3, 2});
    pool.input("x", Shape{1, 8, 9, 9}).output("y", Shape{1, 8, 4, 5});
    EXPECT_EQ(pool.operations(), 8 * 4 * 5 * 3 * 2) << op;
  }
  Counted large("MaxPool");
  large.node().ints("kernel_shape", {kHuge, 2});
  large.input("x", Shape{1, 1, 1, 1}).output("y", Shape{1, kHuge, kHuge - 1});
  EXPECT_EQ(large.operations(), std::nullopt);  // does not fit
  Counted unknown("MaxPool");
  unknown.node().ints("kernel_shape", {2, 2});
  unknown.input("x", Shape{1, 1, 4, 4}).output("y", std::nullopt);
  EXPECT_EQ(unknown.operations(), std::nullopt);
}

TEST(OnnxOperators, AnyOtherTakesOneForEachElementOfItsLargestActivation) {
  EXPECT_EQ(Counted("Concat").input("x", Shape{2, 3}).input("", {}).output("y", Shape{4, 3}).operations(),
            12);
  EXPECT_EQ(
      Counted("ReduceSum").input("x", Shape{4, 5}).input("w", Shape{1000}).output("y", Shape{4}).operations(),
      20);  // weights are no activation
  EXPECT_EQ(
      Counted("Concat").input("x", Shape{2}).input("z", std::nullopt).output("y", Shape{9}).operations(),
      std::nullopt);
  EXPECT_EQ(Counted("Concat").input("x", Shape{2}).output("y", std::nullopt).operations(), std::nullopt);
  EXPECT_EQ(Counted("Concat").input("x", Shape{}).output("y", Shape{}).operations(), 1);
}

TEST(OnnxOperators, WhatCannotBeCountedIsNot) {
  Counted einsum("Einsum"), subgraph("If"), custom("Concat");
  EXPECT_EQ(einsum.input("x", Shape{2, 3}).output("y", Shape{2}).operations(), std::nullopt);
  subgraph.node().subgraph("then_branch", onnx::GraphProto());
  EXPECT_EQ(subgraph.input("x", Shape{1}).output("y", Shape{2}).operations(), std::nullopt);
  custom.node().domain("com.example");
  EXPECT_EQ(custom.input("x", Shape{1}).output("y", Shape{2}).operations(), std::nullopt);
}

}  // namespace
}  // namespace dance::test
