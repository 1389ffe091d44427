// What the reader of graph inputs takes for constants, for a batch, and for a shape.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dance/engine/onnx/shapes.h"
#include "engine/onnx/builder.h"

namespace dance::test {
namespace {

using importer::GraphInputs;
using importer::Shape;
using testing::ElementsAre;
using testing::HasSubstr;
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

TEST(OnnxInputs, TheBatchOfAnImageBecomesOneAndIsNoted) {
  const GraphInputs inputs = read(convolution(16));
  EXPECT_EQ(inputs.tensors.at("image").shape, (Shape{1, 3, 8, 8}));
  EXPECT_THAT(inputs.replaced_batches, ElementsAre(16));
  EXPECT_TRUE(inputs.overridden);
  ASSERT_EQ(inputs.notes.size(), 1u);
  EXPECT_THAT(inputs.notes[0], HasSubstr("the batch of the input 'image' is 16"));
}

TEST(OnnxInputs, ThreeDimensionsHaveABatchWhereAConvolutionReadsThem) {
  OnnxBuilder signal;
  signal.input("x", {5, 3, 8}).weight("w", {4, 3, 3}).node("Conv", {"x", "w"}, "y");
  EXPECT_EQ(read(signal).tensors.at("x").shape, (Shape{1, 3, 8}));
  OnnxBuilder sequence;
  sequence.input("x", {5, 3, 8}).weight("w", {8, 4}).node("MatMul", {"x", "w"}, "y");
  EXPECT_EQ(read(sequence).tensors.at("x").shape, (Shape{5, 3, 8}));
}

TEST(OnnxInputs, AShapeOfTheUsersReplacesTheFiles) {
  OnnxOptions options;
  options.input_shapes["image"] = {2, 3, 16, 16};
  const GraphInputs inputs = read(convolution(16), options);
  EXPECT_EQ(inputs.tensors.at("image").shape, (Shape{2, 3, 16, 16}));  // as it is given, batch and all
  EXPECT_THAT(inputs.replaced_batches, IsEmpty());
  EXPECT_TRUE(inputs.overridden);
}

}  // namespace
}  // namespace dance::test
