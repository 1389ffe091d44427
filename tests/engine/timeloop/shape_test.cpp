// Shapes by their projections and by name.
#include "dance/engine/timeloop/shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "dance/engine/timeloop/named_shapes.h"
#include "engine/timeloop/small_design.h"

namespace dance::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using timeloop::Shape;

Shape read(const std::string& spaces, const std::string& dimensions = "[A, B, C, D, E, F, H]") {
  const std::string text = "shape:\n  dimensions: " + dimensions +
                           "\n  coefficients: [{name: u, default: 2}, {name: v}]\n  data-spaces:\n" + spaces;
  return read_section(text, "shape", timeloop::read_shape);
}

// What each letter stands for: "A=N B=M ...".
std::string dims_of(const Shape& shape) {
  std::string text;
  for (const auto& [letter, dim] : shape.dims) {
    text += std::string(text.empty() ? "" : " ") + letter + "=" + letter_of(dim);
  }
  return text;
}

TEST(TimeloopShape, ConvolutionsOwnLetters) {
  const Shape shape = timeloop::shape_by_name("cnn-layer");
  EXPECT_EQ(dims_of(shape), "C=C K=M N=N P=P Q=Q R=R S=S");
  EXPECT_THAT(shape.tensors, ElementsAre("Weights", "Inputs", "Outputs"));
  EXPECT_EQ(shape.stride_w, "Wstride");
  EXPECT_EQ(shape.stride_h, "Hstride");
  EXPECT_EQ(shape.dilation_w, "Wdilation");
  EXPECT_EQ(shape.dilation_h, "Hdilation");
}

// Z[M][N] is the sum over K of A[M][K] times B[N][K]: A are the weights, and N is like a batch.
TEST(TimeloopShape, AMatrixProduct) {
  const Shape shape = timeloop::shape_by_name("gemm-ABZ");
  EXPECT_EQ(dims_of(shape), "K=C M=M N=N");
  EXPECT_THAT(shape.tensors, ElementsAre("A", "B", "Z"));
}

TEST(TimeloopShape, LettersMeanWhatTheirProjectionsSay) {
  const Shape shape = read(
      "  - {name: Y, projection: [[[A]], [[B]], [[C]], [[D]]], read-write: yes}\n"
      "  - {name: X, projection: [[[A]], [[H]], [[C, u], [E, v]], [[D], [F]]]}\n"
      "  - {name: W, projection: [[[B]], [[H]], [[E]], [[F]]]}\n");
  EXPECT_EQ(dims_of(shape), "A=N B=M C=P D=Q E=R F=S H=C");
  EXPECT_THAT(shape.tensors, ElementsAre("W", "X", "Y"));
  EXPECT_EQ(shape.stride_w, "u");
  EXPECT_EQ(shape.dilation_w, "v");
  EXPECT_EQ(shape.stride_h, "");
  EXPECT_TRUE(shape.coefficients.at("u").has_default);
  EXPECT_EQ(shape.coefficients.at("u").default_value, 2);
  EXPECT_FALSE(shape.coefficients.at("v").has_default);
}

TEST(TimeloopShape, WhatIsNoConvolutionIsRefused) {
  const auto message = [](const std::string& spaces, const std::string& dimensions) {
    return message_of([&] { read(spaces, dimensions); });
  };
  const std::string result = "  - {name: Y, projection: [[[A]], [[B]]], read-write: yes}\n";
  const std::string inputs = "  - {name: X, projection: [[[A]], [[C]]]}\n";
  const std::string weights = "  - {name: W, projection: [[[B]], [[C]]]}\n";
  EXPECT_EQ(message(result + inputs + weights, "[A, B, C]"), "");
  EXPECT_THAT(message(result + inputs, "[A, B, C]"), HasSubstr("2, 1 of them read-write"));
  EXPECT_THAT(message(result + inputs + weights, "[A, B, C, D]"),
              HasSubstr("D does not index two of the tensors"));
  EXPECT_THAT(message(result + inputs + weights, "[A, B, C, C]"), HasSubstr("named twice"));
  EXPECT_THAT(message(result + inputs + "  - {name: W, projection: [[[B]], [[Z]]]}\n", "[A, B, C]"),
              HasSubstr("not a dimension of the shape; expected one of A, B, C; got 'Z'"));
  EXPECT_THAT(message(result + inputs + "  - {name: W, projection: [[[B]], [[C]], [[C]]]}\n", "[A, B, C]"),
              HasSubstr("C indexes the tensor twice"));
}

TEST(TimeloopNamedShapes, AreKnownInEverySpelling) {
  for (const char* name : {"cnn-layer", "cnn_layer", "cnn-layer.yaml", "cnn_layer.yml", "cnn-layer.cfg"}) {
    EXPECT_EQ(timeloop::named_shape(name), timeloop::named_shape("cnn-layer")) << name;
    EXPECT_TRUE(timeloop::named_shape(name)) << name;
  }
  EXPECT_TRUE(timeloop::named_shape("gemm-ABZ"));
  EXPECT_FALSE(timeloop::named_shape("cnn-layer.txt"));
  EXPECT_FALSE(timeloop::named_shape(""));
  EXPECT_THAT(message_of([] { timeloop::shape_by_name("mttkrp"); }),
              HasSubstr("not a known shape; expected an inline shape, cnn-layer or gemm-ABZ; got 'mttkrp'"));
}

}  // namespace
}  // namespace dance::test
