// A branch in the place of an If, against the same nodes written without it.
#include "dance/engine/onnx/branches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A branch with one product of the tensor "x" around it, of as many columns.
onnx::GraphProto product_branch(std::int64_t columns) {
  OnnxBuilder branch;
  branch.weight("w", {16, columns}).graph_output("out", {4, columns});
  branch.node("MatMul", {"x", "w"}, "out").name("product");
  return branch.proto().graph();
}

// A branch that hands on what is around it.
onnx::GraphProto empty_branch() {
  OnnxBuilder branch;
  branch.graph_output("x", {4, 16});
  return branch.proto().graph();
}

OnnxBuilder model_with(const onnx::GraphProto& first, const onnx::GraphProto& second) {
  OnnxBuilder model;
  model.input("x", {4, 16}).input("condition", {1});
  model.node("If", {"condition"}, "y")
      .name("choice")
      .subgraph("then_branch", first)
      .subgraph("else_branch", second);
  return model;
}

Network import(const OnnxBuilder& model, const OnnxOptions& options = {}) {
  return import_onnx(model.bytes(), "model.onnx", options);
}

std::vector<std::int64_t> columns_of(const Network& network) {
  std::vector<std::int64_t> columns;
  for (const NetworkLayer& layer : network.layers) columns.push_back(layer.layer.bounds[Dim::M]);
  return columns;
}

TEST(OnnxBranches, TheLargerOneIsTakenWithANote) {
  const Network network = import(model_with(empty_branch(), product_branch(8)));
  EXPECT_THAT(columns_of(network), ElementsAre(8));
  EXPECT_EQ(network.layers[0].layer.name, "product");
  EXPECT_THAT(network.not_modelled, IsEmpty());
  EXPECT_THAT(network.notes, testing::Contains("of the If 'choice' the else branch is taken, the larger one "
                                               "(--branch choice=then for the other)"));
}

TEST(OnnxBranches, TheOneThatIsNamedIsTakenWithoutANote) {
  for (const bool then : {false, true}) {
    const Network network =
        import(model_with(product_branch(8), product_branch(10)), {{}, {{"choice", then}}});
    EXPECT_THAT(columns_of(network), ElementsAre(then ? 8 : 10));
    for (const std::string& note : network.notes) EXPECT_THAT(note, testing::Not(HasSubstr("choice")));
  }
}

// Both branches of two operators of one name use the same names inside.
TEST(OnnxBranches, NamesOfBranchesDoNotMeet) {
  OnnxBuilder model = model_with(product_branch(16), empty_branch());
  OnnxBuilder second;
  second.weight("w", {16, 5}).graph_output("out", {4, 5});
  second.node("MatMul", {"y", "w"}, "out");
  model.node("If", {"condition"}, "z")
      .name("choice")
      .subgraph("then_branch", second.proto().graph())
      .subgraph("else_branch", empty_branch());
  EXPECT_THAT(columns_of(import(model)), ElementsAre(16, 5));
}

TEST(OnnxBranches, AnIfInsideABranch) {
  OnnxBuilder outer;
  outer.weight("v", {16, 16}).graph_output("result", {4, 7});
  outer.node("MatMul", {"x", "v"}, "inner_x");
  OnnxBuilder inner;
  inner.weight("w", {16, 7}).graph_output("out", {4, 7});
  inner.node("MatMul", {"inner_x", "w"}, "out");  // a tensor of the branch around it
  outer.node("If", {"condition"}, "result")
      .name("inside")
      .subgraph("then_branch", inner.proto().graph())
      .subgraph("else_branch", empty_branch());
  const Network network = import(model_with(outer.proto().graph(), empty_branch()), {{}, {{"inside", true}}});
  EXPECT_THAT(columns_of(network), ElementsAre(16, 7));
}

// One tensor of the branch, or one around it, for both outputs.
TEST(OnnxBranches, ATensorThatIsHandedOnTwice) {
  OnnxBuilder branch;
  branch.weight("w", {16, 8})
      .graph_output("out", {4, 8})
      .graph_output("out", {4, 8})
      .graph_output("x", {4, 16});
  branch.node("MatMul", {"x", "w"}, "out");
  OnnxBuilder model;
  model.input("x", {4, 16})
      .input("condition", {1})
      .weight("a", {8, 2})
      .weight("b", {8, 3})
      .weight("c", {16, 5});
  model.node("If", {"condition"}, "y0")
      .output("y1")
      .output("y2")
      .subgraph("then_branch", branch.proto().graph())
      .subgraph("else_branch", branch.proto().graph());
  model.node("MatMul", {"y0", "a"}, "z0");
  model.node("MatMul", {"y1", "b"}, "z1");
  model.node("MatMul", {"y2", "c"}, "z2");
  EXPECT_THAT(columns_of(import(model)), ElementsAre(8, 2, 3, 5));
}

TEST(OnnxBranches, WhatCannotBeTaken) {
  const auto fault_of = [](const OnnxBuilder& model, const OnnxOptions& options = {}) {
    return message_of([&] { import(model, options); });
  };
  OnnxBuilder half;
  half.input("x", {4, 16}).input("condition", {1});
  half.node("If", {"condition"}, "y").name("half").subgraph("then_branch", product_branch(8));
  EXPECT_EQ(fault_of(half),
            "model.onnx: If 'half': an If without two branches; expected then_branch and else_branch");
  OnnxBuilder more = model_with(product_branch(8), empty_branch());
  more.proto().mutable_graph()->mutable_node(0)->add_output("z");
  EXPECT_EQ(
      fault_of(more),
      "model.onnx: If 'choice': its branch has other outputs than the operator; expected 2 outputs; got 1");
  const OnnxOptions options = {{}, {{"chioce", true}}};
  EXPECT_EQ(fault_of(model_with(product_branch(8), empty_branch()), options),
            "model.onnx: --branch: the graph has no such If; expected one of choice; got 'chioce'");
  OnnxBuilder plain;
  plain.input("x", {4, 16}).weight("w", {16, 8});
  plain.node("MatMul", {"x", "w"}, "y");
  EXPECT_EQ(
      fault_of(plain, options),
      "model.onnx: --branch: the graph has no such If; expected no --branch, as it has none at all; got "
      "'chioce'");
}

}  // namespace
}  // namespace dance::test
