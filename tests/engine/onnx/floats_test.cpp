// The floats that older exports compute sizes from, with the values written down by hand.
#include "dance/engine/onnx/floats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <limits>

#include "dance/engine/onnx/import.h"
#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using importer::Floats;
using importer::Integers;
using importer::KnownInput;
using testing::ElementsAre;

// One node over floats and integers.
class Evaluation {
 public:
  explicit Evaluation(const std::string& op) : builder_(onnx_) { onnx_.set_op_type(op); }
  NodeBuilder& node() { return builder_; }
  Evaluation& input(Floats floats) {
    onnx_.add_input("input" + std::to_string(inputs_.size()));
    inputs_.push_back({.floats = &floats_.emplace_back(std::move(floats))});
    return *this;
  }
  Evaluation& integers(Integers integers) {
    onnx_.add_input("input" + std::to_string(inputs_.size()));
    inputs_.push_back({.integers = &integers_.emplace_back(std::move(integers))});
    return *this;
  }
  Evaluation& unknown() {
    onnx_.add_input("input" + std::to_string(inputs_.size()));
    inputs_.push_back({});
    return *this;
  }
  std::optional<std::vector<float>> to(const importer::Shape& output) {
    const auto result = importer::evaluate_floats(onnx_, inputs_, output);
    return result ? std::optional(result->values) : std::nullopt;
  }

 private:
  onnx::NodeProto onnx_;
  NodeBuilder builder_;
  std::deque<Floats> floats_;
  std::deque<Integers> integers_;
  std::vector<KnownInput> inputs_;
};

const Floats kTable = {{2, 3}, {1.5F, 2, 3, 4, 5, 6}};

TEST(OnnxFloats, Arithmetic) {
  const auto result = [](const char* op, float a, float b) {
    return Evaluation(op).input({{}, {a}}).input({{1}, {b}}).to({1});
  };
  EXPECT_THAT(*result("Add", 7, 2.5F), ElementsAre(9.5F));
  EXPECT_THAT(*result("Sub", 7, 2.5F), ElementsAre(4.5F));
  EXPECT_THAT(*result("Mul", 7, 2.5F), ElementsAre(17.5F));
  EXPECT_THAT(*result("Div", 7, 2), ElementsAre(3.5F));
  EXPECT_THAT(*result("Min", 7, 2.5F), ElementsAre(2.5F));
  EXPECT_THAT(*result("Max", 7, 2.5F), ElementsAre(7));
  EXPECT_THAT(*Evaluation("Mul").input(kTable).input({{3}, {1, 10, 100}}).to({2, 3}),
              ElementsAre(1.5F, 20, 300, 4, 50, 600));
  EXPECT_FALSE(result("Div", 1, 0));
  EXPECT_FALSE(result("Mul", std::numeric_limits<float>::max(), 2));
  EXPECT_FALSE(result("Pow", 2, 3));  // not among them
}

TEST(OnnxFloats, Rounding) {
  const auto result = [](const char* op) {
    return Evaluation(op).input({{5}, {-1.5F, -0.25F, 0.5F, 1.5F, 2.75F}}).to({5});
  };
  EXPECT_THAT(*result("Floor"), ElementsAre(-2, -1, 0, 1, 2));
  EXPECT_THAT(*result("Ceil"), ElementsAre(-1, 0, 1, 2, 3));
  EXPECT_THAT(*result("Round"), ElementsAre(-2, 0, 0, 2, 3));  // halves to the even integer
}

TEST(OnnxFloats, TablesTakenApartAndJoined) {
  Evaluation row("Gather");
  row.input(kTable).integers({{}, {-1}});
  EXPECT_THAT(*row.to({3}), ElementsAre(4, 5, 6));
  Evaluation columns("Slice");
  columns.input(kTable).integers({{1}, {1}}).integers({{1}, {1000}}).integers({{1}, {-1}});
  EXPECT_THAT(*columns.to({2, 2}), ElementsAre(2, 3, 5, 6));
  Evaluation beside("Concat");
  beside.node().integer("axis", 1);
  EXPECT_THAT(*beside.input(kTable).input({{2, 1}, {7, 8}}).to({2, 4}),
              ElementsAre(1.5F, 2, 3, 7, 4, 5, 6, 8));
  for (const char* op : {"Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity", "Cast"})
    EXPECT_THAT(*Evaluation(op).input({{1, 2}, {0.5F, 3}}).to({2}), ElementsAre(0.5F, 3)) << op;
}

TEST(OnnxFloats, BetweenIntegersAndFloats) {
  EXPECT_THAT(*Evaluation("Cast").integers({{2}, {7, -3}}).to({2}), ElementsAre(7, -3));
  const auto integers = [](std::vector<float> values, int type) {
    const auto result =
        importer::cast_to_integers({{static_cast<std::int64_t>(values.size())}, values}, type);
    return result ? std::optional(result->values) : std::nullopt;
  };
  EXPECT_THAT(*integers({2.75F, -2.75F}, onnx::TensorProto::INT64), ElementsAre(2, -2));
  EXPECT_THAT(*integers({-0x1p31F}, onnx::TensorProto::INT32), ElementsAre(-(std::int64_t{1} << 31)));
  EXPECT_THAT(*integers({0x1p31F}, onnx::TensorProto::INT64), ElementsAre(std::int64_t{1} << 31));
  EXPECT_FALSE(integers({0x1p31F}, onnx::TensorProto::INT32));
  EXPECT_FALSE(integers({0x1p63F}, onnx::TensorProto::INT64));
  EXPECT_FALSE(integers({std::numeric_limits<float>::quiet_NaN()}, onnx::TensorProto::INT64));
  EXPECT_FALSE(integers({1}, onnx::TensorProto::BOOL));
}

TEST(OnnxFloats, WhatDoesNotFitIsUnknown) {
  EXPECT_FALSE(Evaluation("Mul").input(kTable).unknown().to({2, 3}));
  EXPECT_FALSE(Evaluation("Mul").input(kTable).to({2, 3}));
  EXPECT_FALSE(Evaluation("Mul").input(kTable).integers({{}, {2}}).to({2, 3}));
  EXPECT_FALSE(Evaluation("Add").input({{2}, {1, 2}}).input({{3}, {1, 2, 3}}).to({3}));
  EXPECT_FALSE(Evaluation("Concat").input({{1}, {1}}).integers({{1}, {2}}).to({2}));
  EXPECT_FALSE(Evaluation("Gather").input(kTable).input({{}, {1}}).to({3}));
  EXPECT_FALSE(Evaluation("Floor").input({{1}, {2}}).to({1000, 1000}));
  EXPECT_FALSE(Evaluation("Identity").to({1}));
  Evaluation foreign("Floor");
  foreign.node().domain("com.example");
  EXPECT_FALSE(foreign.input({{1}, {2}}).to({1}));
}

// The size of the dimension `axis` of "c", one and a half times as large.
void scaled_size(OnnxBuilder& model, std::int64_t axis, const std::string& name) {
  model.node("Constant", {}, name + "_at").values({axis});
  model.node("Gather", {"sizes", name + "_at"}, name + "_whole").integer("axis", 0);
  model.node("Cast", {name + "_whole"}, name + "_float").integer("to", onnx::TensorProto::FLOAT);
  model.node("Mul", {name + "_float", "scale"}, name + "_scaled");
  model.node("Floor", {name + "_scaled"}, name + "_rounded");
  model.node("Cast", {name + "_rounded"}, name).integer("to", onnx::TensorProto::INT64);
}

// A convolution of 3 to 4 channels, whose result of 9 x 7 is resized before another one of 4 to 5 channels.
OnnxBuilder resized(int opset) {
  OnnxBuilder model(opset);
  model.input("x", {1, 3, 9, 7}).weight("w", {4, 3, 1, 1}).weight("v", {5, 4, 1, 1});
  model.floats("scale", {1.5F}).floats("one", {1}).floats("empty", {}).integers("none", {1, 4});
  model.node("Conv", {"x", "w"}, "c");
  model.node("Shape", {"c"}, "sizes");
  scaled_size(model, 2, "height");
  scaled_size(model, 3, "width");
  return model;
}

// 9 x 1.5 = 13.5 and 7 x 1.5 = 10.5 are rounded down.
constexpr std::int64_t kMacs = 9 * 7 * 3 * 4 + 13 * 10 * 4 * 5;

TEST(OnnxFloats, SizesOfAResizeComputedInFloatingPoint) {
  OnnxBuilder model = resized(11);
  model.node("Concat", {"none", "height", "width"}, "to").integer("axis", 0);
  model.node("Resize", {"c", "empty", "empty", "to"}, "r").text("mode", "nearest");
  model.node("Conv", {"r", "v"}, "y");
  EXPECT_EQ(import_onnx(model.bytes(), "model.onnx").macs(), kMacs);
}

TEST(OnnxFloats, ScalesOfAnUpsampleComputedFromSizes) {
  OnnxBuilder model = resized(9);
  for (const std::string side : {"height", "width"}) {
    model.node("Cast", {side}, side + "_new").integer("to", onnx::TensorProto::FLOAT);
    model.node("Div", {side + "_new", side + "_float"}, side + "_scale");
  }
  model.node("Concat", {"one", "one", "height_scale", "width_scale"}, "scales").integer("axis", 0);
  model.node("Upsample", {"c", "scales"}, "r").text("mode", "nearest");
  model.node("Conv", {"r", "v"}, "y");
  EXPECT_EQ(import_onnx(model.bytes(), "model.onnx").macs(), kMacs);
}

}  // namespace
}  // namespace dance::test
