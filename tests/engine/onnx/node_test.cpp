// Text of a file made safe to print, and the small readings of a node.
#include "dance/engine/onnx/node.h"

#include <gtest/gtest.h>

#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using namespace importer;

TEST(OnnxNode, NamesAreSafeToPrint) {
  EXPECT_EQ(printable("layer1.conv1"), "layer1.conv1");
  EXPECT_EQ(printable("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"),
            "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
  EXPECT_EQ(printable("a\nb\x1b[31m\x7f"), "a?b?[31m?");
  EXPECT_EQ(printable("\xc2\x9b"), "??");            // a control character of two bytes
  EXPECT_EQ(printable("\xc0\xaf"), "??");            // '/' in a form that is too long
  EXPECT_EQ(printable("\xed\xa0\x80"), "???");       // half of a surrogate pair
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "????");  // beyond the last character
  EXPECT_EQ(printable("\xe2\x82"), "??");            // cut short
  EXPECT_EQ(printable(std::string(200, 'x')), std::string(80, 'x') + "...");
}

TEST(OnnxNode, ShapesThatATensorMayHave) {
  EXPECT_EQ(volume({}), 1);
  EXPECT_EQ(volume({2, 3, 4}), 24);
  EXPECT_EQ(volume({std::int64_t{1} << 32, std::int64_t{1} << 32}), std::nullopt);
  EXPECT_TRUE(is_possible({1, kMaxDimension}, 1));
  EXPECT_FALSE(is_possible({1, kMaxDimension + 1}, 1));
  EXPECT_FALSE(is_possible({0}, 1));
  EXPECT_TRUE(is_possible({0}, 0));
  EXPECT_TRUE(is_possible(Shape(kMaxRank, 1), 1));
  EXPECT_FALSE(is_possible(Shape(kMaxRank + 1, 1), 1));
  EXPECT_FALSE(is_possible({kMaxDimension, kMaxDimension, 2}, 1));  // 2^63 elements
  EXPECT_EQ(to_text(Shape{1, 64, 8}), "[1, 64, 8]");
  EXPECT_EQ(to_text(Shape(kMaxRank + 1, 1)).substr(0, 6), "[1, 1,");
  EXPECT_EQ(to_text(Shape(kMaxRank + 1, 1)).substr(94), "1, ...]");
}

TEST(OnnxNode, LabelsNameWhatThereIs) {
  onnx::NodeProto node;
  node.set_op_type("Conv");
  EXPECT_EQ(label_of(node, 3), "node 3 (Conv)");
  node.set_name("layer1.conv1");
  node.set_domain("ai.onnx");
  EXPECT_EQ(label_of(node, 3), "node 3 'layer1.conv1' (Conv)");
  node.set_domain("com.example");
  EXPECT_EQ(label_of(node, 3), "node 3 'layer1.conv1' (com.example.Conv)");
}

TEST(OnnxNode, AttributesThatAreMissingGiveTheFallback) {
  onnx::NodeProto node;
  NodeBuilder(node).integer("group", 4).ints("pads", {1, 2}).text("auto_pad", "VALID");
  EXPECT_EQ(integer_attribute(node, "group", 1), 4);
  EXPECT_EQ(integer_attribute(node, "axis", 7), 7);
  EXPECT_EQ(integers_attribute(node, "pads", {}), (Shape{1, 2}));
  EXPECT_EQ(integers_attribute(node, "strides", {1, 1}), (Shape{1, 1}));
  EXPECT_EQ(text_attribute(node, "auto_pad", "NOTSET"), "VALID");
  EXPECT_EQ(text_attribute(node, "mode", "nearest"), "nearest");
}

TEST(OnnxNode, OperandsOfProducts) {
  onnx::NodeProto node;
  node.set_op_type("QLinearConv");
  EXPECT_EQ(product_of(node)->kind, ProductKind::Convolution);
  EXPECT_EQ(product_of(node)->operands.activations, 0);
  EXPECT_EQ(product_of(node)->operands.weights, 3);
  node.set_domain("com.example");
  EXPECT_FALSE(product_of(node));
  node.clear_domain();
  node.set_op_type("Add");
  EXPECT_FALSE(product_of(node));
}

}  // namespace
}  // namespace dance::test
