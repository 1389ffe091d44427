// What the reader of graph inputs takes for constants, for a batch, and for a shape.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/faults.h"
#include "dance/engine/onnx/shapes.h"
#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using importer::GraphInputs;
using importer::Shape;
using testing::IsEmpty;

GraphInputs read(const OnnxBuilder& builder, const OnnxOptions& options = {}) {
  importer::FaultList faults("model.onnx");
  const GraphInputs inputs =
      importer::read_inputs(importer::parse_model(builder.bytes(), "model.onnx"), options, faults);
  faults.check();
  return inputs;
}

OnnxBuilder convolution(std::int64_t batch) {
  OnnxBuilder model;
  model.input("image", {batch, 3, 8, 8}).weight("w", {4, 3, 3, 3});
  model.node("Conv", {"image", "w"}, "y");
  return model;
}

TEST(OnnxInputs, InitializersAreConstantAndInputsAreNot) {
  const GraphInputs inputs = read(convolution(1));
  EXPECT_TRUE(inputs.tensors.at("w").constant);
  EXPECT_EQ(inputs.tensors.at("w").shape, (Shape{4, 3, 3, 3}));
  EXPECT_FALSE(inputs.tensors.at("image").constant);
  EXPECT_FALSE(inputs.overridden);
  EXPECT_THAT(inputs.notes, IsEmpty());
}

// A file whose initializers were taken out lists its weights as graph inputs, or in value_info alone.
TEST(OnnxInputs, ParametersOfAnOperatorAreConstant) {
  OnnxBuilder model;
  model.input("image", {1, 3, 8, 8}).input("w", {4, 3, 3, 3}).value_info("scale", {4});
  model.node("Conv", {"image", "w"}, "c");
  model.node("BatchNormalization", {"c", "scale", "scale", "scale", "scale"}, "y");
  const GraphInputs inputs = read(model);
  EXPECT_FALSE(inputs.tensors.at("image").constant);
  EXPECT_TRUE(inputs.tensors.at("w").constant);
  EXPECT_TRUE(inputs.tensors.at("scale").constant);
}

TEST(OnnxInputs, TheBatchOfAnImageBecomesOne) {
  const GraphInputs inputs = read(convolution(16));
  EXPECT_EQ(inputs.tensors.at("image").shape, (Shape{1, 3, 8, 8}));
  EXPECT_EQ(inputs.replaced_batch, 16);
  EXPECT_TRUE(inputs.overridden);
  EXPECT_THAT(inputs.notes, IsEmpty());
}

TEST(OnnxInputs, ThreeDimensionsHaveABatchWhereAConvolutionReadsThem) {
  OnnxBuilder signal;
  signal.input("x", {5, 3, 8}).weight("w", {4, 3, 3}).node("Conv", {"x", "w"}, "y");
  EXPECT_EQ(read(signal).tensors.at("x").shape, (Shape{1, 3, 8}));
  OnnxBuilder sequence;
  sequence.input("x", {5, 3, 8}).weight("w", {8, 4}).node("MatMul", {"x", "w"}, "y");
  EXPECT_EQ(read(sequence).tensors.at("x").shape, (Shape{5, 3, 8}));
}

// Through operators that work on each image by itself, as far as one that tells.
TEST(OnnxInputs, TheGraphTellsWhetherTheLeadingDimensionIsABatch) {
  const auto batch_of = [](const OnnxBuilder& model) { return read(model).replaced_batch; };
  OnnxBuilder padded;
  padded.input("x", {5, 3, 8, 8}).input("y", {5, 1, 8, 8}).weight("w", {4, 4, 3, 3}).weight("pads", {8});
  padded.node("Concat", {"x", "y"}, "c").integer("axis", 1);
  padded.node("Relu", {"c"}, "r");
  padded.node("Pad", {"r", "pads"}, "p");
  padded.node("Conv", {"p", "w"}, "z");
  EXPECT_EQ(batch_of(padded), 5);
  OnnxBuilder flat;
  flat.input("x", {5, 1, 8, 8}).weight("w", {64, 10});
  flat.node("Flatten", {"x"}, "f");
  flat.node("Gemm", {"f", "w"}, "y");
  EXPECT_EQ(batch_of(flat), 5);
  OnnxBuilder cache;  // keys of 8 heads, which are joined by those of a new token
  cache.input("keys", {8, 1, 16, 32}).input("new", {8, 1, 1, 32}).input("query", {8, 1, 1, 32});
  cache.node("Concat", {"keys", "new"}, "all").integer("axis", 2);
  cache.node("Transpose", {"all"}, "t").ints("perm", {0, 1, 3, 2});
  cache.node("MatMul", {"query", "t"}, "y");
  EXPECT_EQ(batch_of(cache), 1);
  EXPECT_EQ(read(cache).tensors.at("keys").shape, (Shape{8, 1, 16, 32}));
  OnnxBuilder turned;  // images in the second dimension
  turned.input("x", {3, 5, 8, 8}).weight("w", {4, 3, 3, 3});
  turned.node("Transpose", {"x"}, "t").ints("perm", {1, 0, 2, 3});
  turned.node("Conv", {"t", "w"}, "y");
  EXPECT_EQ(batch_of(turned), 1);
}

TEST(OnnxInputs, InputsOfOneBatch) {
  OnnxBuilder model;
  model.input("left", {4, 3, 8, 8}).input("right", {2, 3, 8, 8}).weight("w", {4, 3, 3, 3});
  model.node("Conv", {"left", "w"}, "a");
  model.node("Conv", {"right", "w"}, "b");
  EXPECT_EQ(message_of([&] { read(model); }),
            "model.onnx: graph: inputs of different batches; expected one batch for all inputs of images "
            "(--input-shape); got 2 images in right, 4 images in left");
}

TEST(OnnxInputs, AShapeOfTheUsersReplacesTheFiles) {
  OnnxOptions options;
  options.input_shapes["image"] = {2, 3, 16, 16};
  const GraphInputs inputs = read(convolution(16), options);
  EXPECT_EQ(inputs.tensors.at("image").shape, (Shape{1, 3, 16, 16}));
  EXPECT_EQ(inputs.replaced_batch, 2);
  EXPECT_TRUE(inputs.overridden);
}

}  // namespace
}  // namespace dance::test
