// What a node must fulfil, check by check.
#include "dance/engine/onnx/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <stdexcept>

#include "core/faults.h"
#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using importer::FaultList;
using importer::Shape;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class CheckedNode {
 public:
  CheckedNode(const std::string& op, const std::vector<std::pair<std::string, Shape>>& inputs) : build(node) {
    node.set_op_type(op);
    for (const auto& [name, shape] : inputs) {
      node.add_input(name);
      if (!name.empty()) shapes.tensors[name] = {shape, false, false, ""};
    }
  }
  CheckedNode& output(const Shape& shape) {
    node.add_output("y");
    shapes.tensors["y"] = {shape, false, false, ""};
    return *this;
  }
  CheckedNode(const CheckedNode&) = delete;
  CheckedNode& operator=(const CheckedNode&) = delete;
  // The faults of a check, which there are where it returns false, and only there.
  std::string refusal(const std::function<bool(FaultList&)>& check) const {
    return message_of([&] {
      FaultList faults("model.onnx");
      const bool passed = check(faults);
      EXPECT_EQ(passed, faults.count() == 0);
      faults.check();
    });
  }
  std::string before() const {
    return refusal(
        [&](FaultList& faults) { return importer::may_be_inferred(node, "node 0", shapes, faults); });
  }
  std::string after(bool batch_replaced = false) const {
    return refusal([&](FaultList& faults) {
      return importer::keeps_elements(node, "node 0", shapes, batch_replaced, faults);
    });
  }
  std::string schema(int opset = 13) const {
    return refusal([&](FaultList& faults) { return importer::fits_schema(node, opset, "node 0", faults); });
  }
  std::string values(int input, const Shape& values) const {
    return refusal([&](FaultList& faults) {
      return importer::values_are_usable(node, input, values, "node 0", faults);
    });
  }

  onnx::NodeProto node;
  NodeBuilder build;
  importer::GraphShapes shapes;
};

TEST(OnnxChecks, SchemasAreThoseOfTheOpset) {
  CheckedNode node("HardSwish", {{"x", {1}}});
  EXPECT_EQ(importer::schema_of(node.node, 13), nullptr);
  EXPECT_NE(importer::schema_of(node.node, 14), nullptr);
  node.build.domain("com.example");
  EXPECT_EQ(importer::schema_of(node.node, 14), nullptr);
}

TEST(OnnxChecks, ANodeFitsItsSchema) {
  CheckedNode node("Flatten", {{"x", {1, 2}}});
  node.output({1, 2}).build.integer("axis", 1);
  EXPECT_EQ(node.schema(), "");
  node.build.integer("axis", 2);
  EXPECT_EQ(node.schema(), "model.onnx: node 0: axis: given twice; expected each attribute once");
  CheckedNode typed("Flatten", {{"x", {1, 2}}}), unknown("Flatten", {{"x", {1, 2}}}),
      crowded("Flatten", {{"x", {1}}, {"z", {1}}});
  typed.output({1, 2}).build.text("axis", "1");
  EXPECT_THAT(typed.schema(), AllOf(StartsWith("model.onnx: node 0: does not fit its operator: "),
                                    HasSubstr("expected Flatten as opset 13 defines it")));
  unknown.output({1, 2}).node.add_attribute()->set_name("colour");
  EXPECT_THAT(unknown.schema(), HasSubstr("does not fit its operator: "));
  EXPECT_THAT(crowded.output({1}).schema(), HasSubstr("does not fit its operator: "));
}

// Inference would square them.
TEST(OnnxChecks, IntegerAttributesAreNotBeyondReason) {
  for (const auto& [value, good] : {std::pair(importer::kMaxDimension, true),
                                    {-importer::kMaxDimension, true},
                                    {importer::kMaxDimension + 1, false},
                                    {-importer::kMaxDimension - 1, false}}) {
    CheckedNode node("DepthToSpace", {{"x", {1, 4, 2, 2}}});
    node.build.integer("blocksize", value);
    EXPECT_EQ(node.before() == "", good) << value;
  }
  CheckedNode node("DepthToSpace", {{"x", {1, 4, 2, 2}}});
  node.build.integer("blocksize", std::int64_t{1} << 40);
  EXPECT_EQ(node.before(),
            "model.onnx: node 0: blocksize: out of range; expected an integer in "
            "-2147483648..2147483648; got 1099511627776");
  CheckedNode constant("Constant", {});
  constant.build.integer("value_int", std::int64_t{1} << 40);
  EXPECT_EQ(constant.before(), "");
}

TEST(OnnxChecks, ATensorWithAValueForEachDimensionIsShort) {
  for (const auto& [op, first] : std::vector<std::pair<std::string, int>>{{"Reshape", 1},
                                                                          {"Expand", 1},
                                                                          {"Tile", 1},
                                                                          {"Squeeze", 1},
                                                                          {"Unsqueeze", 1},
                                                                          {"Pad", 1},
                                                                          {"Slice", 1},
                                                                          {"Resize", 1},
                                                                          {"Upsample", 1},
                                                                          {"ReduceSum", 1},
                                                                          {"ConstantOfShape", 0}}) {
    std::vector<std::pair<std::string, Shape>> inputs;
    if (first == 1) inputs.push_back({"x", {1000}});  // the data may be large
    inputs.push_back({"s", {64}});
    EXPECT_EQ(CheckedNode(op, inputs).before(), "") << op;
    inputs.back().second = {65};
    EXPECT_EQ(
        CheckedNode(op, inputs).before(),
        "model.onnx: node 0: its input 's' has a value for each dimension, and too many; expected at most 64 "
        "elements; got [65]")
        << op;
    inputs.back().second = {importer::kMaxDimension, importer::kMaxDimension, importer::kMaxDimension};
    EXPECT_THAT(CheckedNode(op, inputs).before(), HasSubstr("and too many")) << op;
  }
  EXPECT_EQ(CheckedNode("Resize", {{"x", {9}}, {"", {}}, {"s", {4}}}).before(), "");  // one is left out
  EXPECT_EQ(CheckedNode("Concat", {{"x", {9}}, {"z", {1000}}}).before(), "");
}

TEST(OnnxChecks, WindowsAreCheckedBeforeInference) {
  const std::vector<std::pair<std::string, Shape>> inputs = {{"x", {1, 4, 8, 8}}, {"w", {6, 4, 3, 3}}};
  EXPECT_EQ(CheckedNode("Conv", inputs).before(), "");
  CheckedNode still("Conv", inputs), differs("Conv", inputs), pool("MaxPool", {{"x", {1, 4, 8, 8}}});
  still.build.ints("strides", {0, 1});
  EXPECT_THAT(still.before(), HasSubstr("node 0: strides: "));
  differs.build.ints("kernel_shape", {3, 2});  // the weights say 3 x 3
  EXPECT_THAT(differs.before(), HasSubstr("kernel_shape"));
  pool.build.ints("kernel_shape", {3, 2});
  EXPECT_EQ(pool.before(), "");
}

TEST(OnnxChecks, SizesThatAreComputedDoNotWrapRound) {
  const CheckedNode reshape("Reshape", {{"x", {8}}, {"s", {2}}});
  EXPECT_EQ(reshape.values(1, {-1, 4}), "");
  EXPECT_EQ(reshape.values(1, {importer::kMaxDimension, importer::kMaxDimension / 2}), "");
  EXPECT_THAT(reshape.values(1, {importer::kMaxDimension + 1}),
              StartsWith("model.onnx: node 0: its input 's' holds sizes that cannot be; expected "));
  EXPECT_THAT(reshape.values(1, {-importer::kMaxDimension - 1}), HasSubstr("holds sizes that cannot be"));
  EXPECT_THAT(reshape.values(1, {importer::kMaxDimension, importer::kMaxDimension, 2}),
              HasSubstr("holds sizes that cannot be"));
  // What follows a product that does not fit makes it no better.
  EXPECT_THAT(reshape.values(1, {importer::kMaxDimension, importer::kMaxDimension, 2, 1, -1, 0}),
              HasSubstr("holds sizes that cannot be"));
  EXPECT_EQ(reshape.values(0, {importer::kMaxDimension + 1}), "");  // data, no sizes
  const CheckedNode slice("Slice", {{"x", {8}}, {"s", {1}}, {"e", {1}}}), concat("Concat", {{"x", {8}}});
  EXPECT_EQ(slice.values(2, {std::numeric_limits<std::int64_t>::max()}), "");
  EXPECT_EQ(concat.values(0, {importer::kMaxDimension + 1}), "");
}

TEST(OnnxChecks, ViewsKeepTheNumberOfElements) {
  for (const char* op :
       {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "DepthToSpace", "SpaceToDepth"}) {
    EXPECT_EQ(CheckedNode(op, {{"x", {2, 6}}}).output({3, 4}).after(), "") << op;
    EXPECT_EQ(CheckedNode(op, {{"x", {2, 6}}}).output({3, 5}).after(),
              "model.onnx: node 0: its output has another number of elements than its input; expected 12 of "
              "them, as "
              "in [2, 6]; got [3, 5]")
        << op;
  }
  EXPECT_THAT(CheckedNode("Reshape", {{"x", {2, 6}}}).output({3, 5}).after(true),
              HasSubstr("got [3, 5]: it may hold the batch of the file, which is replaced by 1"));
  EXPECT_EQ(CheckedNode("Expand", {{"x", {2, 6}}}).output({3, 5}).after(), "");  // it makes more of them
  CheckedNode unknown("Reshape", {{"x", {2, 6}}}), custom("Reshape", {{"x", {2, 6}}});
  const CheckedNode without("Reshape", {{"x", {2, 6}}});
  unknown.output({}).shapes.tensors["y"].shape.reset();
  EXPECT_EQ(unknown.after(), "");
  custom.output({5}).build.domain("com.example");
  EXPECT_EQ(custom.after(), "");
  EXPECT_EQ(without.after(), "");
}

TEST(OnnxChecks, MessagesOfOnnxAreReadable) {
  const auto text = [](const char* message) { return importer::readable(std::runtime_error(message)); };
  EXPECT_EQ(text("[ShapeInferenceError] axis is wrong\n\n==> Context: Bad node spec"), "axis is wrong");
  EXPECT_EQ(text("[no end"), "[no end");
  EXPECT_EQ(text("two\nlines"), "two?lines");
  EXPECT_EQ(text(""), "");
}

}  // namespace
}  // namespace dance::test
