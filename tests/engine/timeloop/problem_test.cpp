// Shapes and instances as layers.
#include "dance/engine/timeloop/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "engine/timeloop/small_design.h"

namespace dance::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using timeloop::Problem;

Problem read(const std::string& text) { return read_section(text, "problem", timeloop::read_problem); }

std::string refusal(const std::string& text) {
  return test::message_of([&] { read(text); });
}

TEST(TimeloopProblem, CoefficientsAreStridesAndDilationsOfTheirAxis) {
  const Layer layer = SmallDesign()
                          .replace("problem", "P: 8, Q: 8}", "P: 8, Q: 8, Wstride: 2, Hdilation: 3}")
                          .read()
                          .problem.layer;
  EXPECT_EQ(layer.stride_w, 2);
  EXPECT_EQ(layer.stride_h, 1);
  EXPECT_EQ(layer.dilation_w, 1);
  EXPECT_EQ(layer.dilation_h, 3);
  EXPECT_EQ(layer.volume(Tensor::Inputs), 4 * (7 * 2 + 2 + 1) * (7 + 2 * 3 + 1));
}

TEST(TimeloopProblem, DefaultsOfCoefficientsHold) {
  EXPECT_EQ(SmallDesign()
                .replace("problem", "name: Wstride, default: 1", "name: Wstride, default: 4")
                .read()
                .problem.layer.stride_w,
            4);
}

TEST(TimeloopProblem, TheDefaultShapeIsAConvolutionWithKForM) {
  for (const char* shape : {"", "shape: cnn-layer, ", "shape: cnn_layer.yaml, "}) {
    const Problem problem =
        read("problem: {" + std::string(shape) + "R: 3, S: 2, P: 5, Q: 6, C: 7, K: 8, N: 9, Wstride: 2}");
    EXPECT_EQ(problem.layer.bounds, (Bounds{{9, 1, 8, 7, 5, 6, 3, 2}}));  // N G M C P Q R S
    EXPECT_EQ(problem.layer.stride_w, 2);
    EXPECT_EQ(problem.layer.macs(), 9 * 8 * 7 * 5 * 6 * 3 * 2);
  }
}

TEST(TimeloopProblem, AMatrixProductKeepsItsTensorsNames) {
  const Problem problem = read("problem: {shape: gemm-ABZ, instance: {M: 2, N: 3, K: 5}}");
  EXPECT_EQ(problem.layer.volume(Tensor::Weights), 2 * 5);
  EXPECT_EQ(problem.layer.volume(Tensor::Inputs), 3 * 5);
  EXPECT_EQ(problem.layer.volume(Tensor::Outputs), 2 * 3);
  EXPECT_THAT(problem.shape.tensors, ElementsAre("A", "B", "Z"));
}

constexpr const char* kGrouped = R"(
problem:
  shape:
    dimensions: [Q, P, S, R, K, D, H, B]
    coefficients: [{name: u, default: 1}]
    data_spaces:
      - {name: O, projection: [[[B]], [[H]], [[K]], [[P]], [[Q]]], read_write: yes}
      - {name: I, projection: [[[B]], [[H]], [[D]], [[P, u], [R]], [[Q, u], [S]]]}
      - {name: F, projection: [[[H]], [[K]], [[D]], [[R]], [[S]]]}
  instance: {B: 2, H: 3, K: 5, D: 7, P: 11, Q: 13, R: 2, S: 3, u: 2}
)";

TEST(TimeloopProblem, AShapeIsReadByItsProjectionsNotByItsLetters) {
  const Problem problem = read(kGrouped);
  EXPECT_EQ(problem.layer.bounds, (Bounds{{2, 3, 5, 7, 11, 13, 2, 3}}));  // N G M C P Q R S
  EXPECT_THAT(problem.shape.tensors, ElementsAre("F", "I", "O"));
  EXPECT_EQ(problem.layer.stride_w, 2);
  EXPECT_EQ(problem.layer.stride_h, 2);
  EXPECT_EQ(problem.layer.volume(Tensor::Inputs), 2 * 3 * 7 * (10 * 2 + 1 + 1) * (12 * 2 + 2 + 1));
}

TEST(TimeloopProblem, ADepthwiseShapeHasGroupsOnly) {
  const Problem problem = read(R"(
problem:
  shape:
    name: dw
    dimensions: [G, R, P]
    data-spaces:
      - {name: Weights, projection: [[[G]], [[R]]]}
      - {name: Inputs, projection: [[[G]], [[R], [P]]]}
      - {name: Outputs, projection: [[[G]], [[P]]], read-write: True}
  instance: {G: 6, R: 3, P: 4, N: 1}
)");
  EXPECT_EQ(problem.layer.bounds, (Bounds{{1, 6, 1, 1, 4, 1, 3, 1}}));
  EXPECT_EQ(problem.layer.volume(Tensor::Inputs), 6 * (3 + 3));
}

TEST(TimeloopProblem, FaultsNameThePlaceAndWhatIsExpected) {
  const auto after = [](const std::string& from, const std::string& to) {
    return SmallDesign().replace("problem", from, to).message();
  };
  EXPECT_THAT(after("C: 4, ", ""), HasSubstr("problem.yaml:19: problem.instance.C: missing key"));
  EXPECT_THAT(after("C: 4", "C: -4"), HasSubstr("problem.instance.C: out of range"));
  EXPECT_THAT(after("C: 4", "C: four"), HasSubstr("problem.instance.C: not an integer"));
  EXPECT_THAT(
      after("Q: 8", "Q: 8, Wstrid: 2"),
      HasSubstr(
          "problem.instance.Wstrid: neither a dimension nor a coefficient of the shape; expected one of "
          "C, M, R, S, N, P, Q, Hdilation, Hstride, Wdilation, Wstride"));
  EXPECT_THAT(after("P: 8, Q: 8", "P: 4000000000, Q: 4000000000"), HasSubstr("do not fit into 64 bits"));
  EXPECT_THAT(after("Q: 8", "Q: 8, Wstride: 0"), HasSubstr("problem.instance.Wstride: out of range"));
  EXPECT_THAT(after("Q: 8", "Q: 8, densities: {Inputs: 0.5}"), HasSubstr("sparse tensors are not modelled"));
  EXPECT_THAT(after("[C, M, R, S, N, P, Q]", "[C, M, R, S, N, P]"),
              HasSubstr("not a dimension of the shape; expected one of C, M, R, S, N, P; got 'Q'"));
  EXPECT_THAT(after("read-write: true", "read-write: false"), HasSubstr("one of them read-write; got 3, 0"));
  EXPECT_THAT(after("name: Inputs", "name: cycles"), HasSubstr("taken by a key of the result"));
  EXPECT_THAT(after("[P, Wstride]", "[P, stride]"),
              HasSubstr("not a coefficient of the shape; expected one of H"));
  EXPECT_THAT(
      refusal("problem: {shape: conv1d, R: 1}"),
      HasSubstr("problem.yaml:1: problem.shape: not a known shape; expected an inline shape, cnn-layer or "
                "gemm-ABZ; got 'conv1d'"));
}

TEST(TimeloopProblem, ShapesThatAreNoConvolutionAreRefused) {
  const auto product = [](const std::string& weights, const std::string& inputs) {
    return refusal(
        "problem: {shape: {dimensions: [A, B, D, E], coefficients: [{name: u, default: 1}], data-spaces: ["
        "{name: W, projection: " +
        weights + "}, {name: I, projection: " + inputs +
        "},"
        "{name: O, projection: [[[A]], [[B]]], read-write: yes}]}, instance: {A: 1, B: 1, D: 1, E: 1}}");
  };
  EXPECT_EQ(product("[[[A]], [[D]], [[E]]]", "[[[B]], [[D]], [[E]]]"), "");
  EXPECT_THAT(product("[[[A]], [[D]]]", "[[[B]], [[D]], [[E]]]"),
              HasSubstr("E does not index two of the tensors"));
  EXPECT_THAT(product("[[[A]], [[D]], [[E]]]", "[[[B], [D], [E]]]"),
              HasSubstr("several terms is not modelled"));
  EXPECT_THAT(product("[[[A]], [[D]], [[E]]]", "[[[B]], [[D], [E]]]"),
              HasSubstr("not output position and filter"));
  EXPECT_THAT(product("[[[A]], [[A]], [[D]], [[E]]]", "[[[B]], [[D]], [[E]]]"),
              HasSubstr("indexes the tensor twice"));
  EXPECT_THAT(product("[[[A]], [[B]], [[D]], [[E]]]", "[[[D]], [[E]]]"),
              HasSubstr("one dimension of its kind too many"));
}

}  // namespace
}  // namespace dance::test
