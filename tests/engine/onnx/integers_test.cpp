// The integers that exported graphs compute their shapes from, with the values written down by hand.
#include "dance/engine/onnx/integers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using testing::ElementsAre;

using importer::Integers;

// One node over integers.
class Evaluation {
 public:
  explicit Evaluation(const std::string& op) : builder_(onnx_) { onnx_.set_op_type(op); }
  NodeBuilder& node() { return builder_; }
  Evaluation& input(Integers integers) {
    onnx_.add_input("input" + std::to_string(inputs_.size()));
    inputs_.push_back(std::move(integers));
    return *this;
  }
  std::optional<std::vector<std::int64_t>> to(const importer::Shape& output,
                                              const importer::Shape& input_shape = {}) {
    std::vector<const Integers*> inputs;
    for (const Integers& one : inputs_) inputs.push_back(&one);
    const auto result = importer::evaluate(onnx_, inputs, input_shape, output);
    return result ? std::optional(result->values) : std::nullopt;
  }

 private:
  onnx::NodeProto onnx_;
  NodeBuilder builder_;
  std::vector<Integers> inputs_;
};

const Integers kTable = {{2, 3}, {1, 2, 3, 4, 5, 6}};

TEST(OnnxIntegers, SizesOfATensor) {
  EXPECT_THAT(*Evaluation("Shape").to({4}, {1, 8, 6, 4}), ElementsAre(1, 8, 6, 4));
  Evaluation part("Shape");
  part.node().integer("start", -2).integer("end", 9);
  EXPECT_THAT(*part.to({2}, {1, 8, 6, 4}), ElementsAre(6, 4));
  EXPECT_THAT(*Evaluation("Size").to({}, {1, 8, 6, 4}), ElementsAre(192));
}

TEST(OnnxIntegers, PartsOfATable) {
  Evaluation turned("Slice");  // all rows, last to first
  turned.input(kTable).input({{1}, {-1}}).input({{1}, {-1000}}).input({{1}, {0}}).input({{1}, {-1}});
  EXPECT_THAT(*turned.to({2, 3}), ElementsAre(4, 5, 6, 1, 2, 3));
  Evaluation columns("Slice");
  columns.input(kTable).input({{1}, {1}}).input({{1}, {1000}}).input({{1}, {-1}});
  EXPECT_THAT(*columns.to({2, 2}), ElementsAre(2, 3, 5, 6));
  Evaluation odd("Slice");
  odd.input({{5}, {1, 2, 3, 4, 5}}).input({{1}, {0}}).input({{1}, {5}}).input({{1}, {0}}).input({{1}, {2}});
  EXPECT_THAT(*odd.to({3}), ElementsAre(1, 3, 5));
  Evaluation row("Gather");
  row.input(kTable).input({{}, {-1}});
  EXPECT_THAT(*row.to({3}), ElementsAre(4, 5, 6));
  Evaluation picked("Gather");
  picked.node().integer("axis", 1);
  picked.input(kTable).input({{2}, {2, 0}});
  EXPECT_THAT(*picked.to({2, 2}), ElementsAre(3, 1, 6, 4));
}

TEST(OnnxIntegers, TablesTurnedAndJoined) {
  EXPECT_THAT(*Evaluation("Transpose").input(kTable).to({3, 2}), ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_THAT(*Evaluation("Reshape").input(kTable).to({6}), ElementsAre(1, 2, 3, 4, 5, 6));
  Evaluation beside("Concat");
  beside.node().integer("axis", -1);
  beside.input(kTable).input({{2, 1}, {7, 8}});
  EXPECT_THAT(*beside.to({2, 4}), ElementsAre(1, 2, 3, 7, 4, 5, 6, 8));
  EXPECT_THAT(*Evaluation("ConstantOfShape").to({3}), ElementsAre(0, 0, 0));
  EXPECT_THAT(*Evaluation("Range").input({{}, {5}}).input({{}, {-1}}).input({{}, {-2}}).to({3}),
              ElementsAre(5, 3, 1));
}

TEST(OnnxIntegers, Arithmetic) {
  const auto result = [](const char* op, std::int64_t a, std::int64_t b) {
    return Evaluation(op).input({{}, {a}}).input({{1}, {b}}).to({1});
  };
  EXPECT_THAT(*result("Add", 7, 2), ElementsAre(9));
  EXPECT_THAT(*result("Sub", 7, 2), ElementsAre(5));
  EXPECT_THAT(*result("Mul", 7, 2), ElementsAre(14));
  EXPECT_THAT(*result("Div", -7, 2), ElementsAre(-3));
  EXPECT_THAT(*result("Mod", -7, 2), ElementsAre(1));
  EXPECT_THAT(*result("Min", 7, 2), ElementsAre(2));
  EXPECT_THAT(*result("Max", 7, 2), ElementsAre(7));
  EXPECT_THAT(*result("Equal", 7, 2), ElementsAre(0));
  EXPECT_THAT(*Evaluation("Add").input(kTable).input({{3}, {10, 20, 30}}).to({2, 3}),
              ElementsAre(11, 22, 33, 14, 25, 36));
  EXPECT_THAT(*Evaluation("Where").input({{2}, {1, 0}}).input({{}, {-1}}).input({{2}, {8, 9}}).to({2}),
              ElementsAre(-1, 9));
  EXPECT_THAT(*Evaluation("Expand").input({{1}, {4}}).input({{1}, {3}}).to({3}), ElementsAre(4, 4, 4));
  EXPECT_FALSE(result("Div", 1, 0));
  EXPECT_FALSE(result("Mod", 1, 0));
  EXPECT_FALSE(result("Mul", std::int64_t{1} << 62, 2));
  EXPECT_FALSE(result("Pow", 2, 3));  // not among them
}

TEST(OnnxIntegers, WhatDoesNotFitIsUnknown) {
  EXPECT_FALSE(Evaluation("Add").input({{2}, {1, 2}}).input({{3}, {1, 2, 3}}).to({3}));
  EXPECT_FALSE(Evaluation("Gather").input(kTable).input({{}, {2}}).to({3}));
  EXPECT_FALSE(Evaluation("Reshape").input(kTable).to({5}));
  EXPECT_FALSE(Evaluation("ConstantOfShape").to({1000, 1000}));
  Evaluation wrong("Transpose");
  wrong.node().ints("perm", {0, 5});
  EXPECT_FALSE(wrong.input(kTable).to({2, 3}));
}

// An operator of another domain may do anything, whatever its name.
TEST(OnnxIntegers, OtherDomainsAreUnknown) {
  Evaluation foreign("Add");
  foreign.node().domain("com.example");
  EXPECT_FALSE(foreign.input({{}, {1}}).input({{}, {2}}).to({}));
}

}  // namespace
}  // namespace dance::test
