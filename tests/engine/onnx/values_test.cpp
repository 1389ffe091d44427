// Which tensors' values are handed to inference, and the integers in them.
#include "dance/engine/onnx/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dance::test {
namespace {

using importer::has_small_data;
using importer::integers_of;
using testing::ElementsAre;
using testing::IsEmpty;

onnx::TensorProto tensor_of(int type, std::vector<std::int64_t> dims) {
  onnx::TensorProto tensor;
  tensor.set_data_type(type);
  for (const std::int64_t size : dims) tensor.add_dims(size);
  return tensor;
}

TEST(OnnxValues, IntegersOfEitherWidthInEitherField) {
  onnx::TensorProto wide = tensor_of(onnx::TensorProto::INT64, {2});
  wide.add_int64_data(-3);
  wide.add_int64_data(std::int64_t{1} << 40);
  EXPECT_TRUE(has_small_data(wide));
  EXPECT_THAT(integers_of(wide), ElementsAre(-3, std::int64_t{1} << 40));

  onnx::TensorProto narrow = tensor_of(onnx::TensorProto::INT32, {});  // a scalar
  narrow.add_int32_data(-7);
  EXPECT_TRUE(has_small_data(narrow));
  EXPECT_THAT(integers_of(narrow), ElementsAre(-7));

  onnx::TensorProto raw = tensor_of(onnx::TensorProto::INT32, {2});  // little-endian
  raw.set_raw_data(std::string("\x05\x00\x00\x00\xfe\xff\xff\xff", 8));
  EXPECT_TRUE(has_small_data(raw));
  EXPECT_THAT(integers_of(raw), ElementsAre(5, -2));

  onnx::TensorProto scales = tensor_of(onnx::TensorProto::FLOAT, {1});
  scales.add_float_data(2);
  EXPECT_TRUE(has_small_data(scales));  // inference reads the scales of a Resize
  EXPECT_THAT(integers_of(scales), IsEmpty());
}

TEST(OnnxValues, WhatIsNotWholeOrNotSmallIsNotHandedOn) {
  onnx::TensorProto missing = tensor_of(onnx::TensorProto::INT64, {2});
  missing.add_int64_data(1);
  EXPECT_FALSE(has_small_data(missing));

  onnx::TensorProto cut = tensor_of(onnx::TensorProto::INT64, {2});
  cut.set_raw_data(std::string(15, '\0'));
  EXPECT_FALSE(has_small_data(cut));

  onnx::TensorProto external = tensor_of(onnx::TensorProto::INT64, {1});
  external.add_int64_data(1);
  external.set_data_location(onnx::TensorProto::EXTERNAL);
  EXPECT_FALSE(has_small_data(external));

  onnx::TensorProto matrix = tensor_of(onnx::TensorProto::INT64, {1, 1});
  matrix.add_int64_data(1);
  EXPECT_FALSE(has_small_data(matrix));

  onnx::TensorProto doubles = tensor_of(onnx::TensorProto::DOUBLE, {1});
  doubles.add_double_data(1);
  EXPECT_FALSE(has_small_data(doubles));

  for (const std::int64_t count : {importer::kMaxDataElements, importer::kMaxDataElements + 1}) {
    onnx::TensorProto large = tensor_of(onnx::TensorProto::INT64, {count});
    large.set_raw_data(std::string(static_cast<std::size_t>(8 * count), '\0'));
    EXPECT_EQ(has_small_data(large), count == importer::kMaxDataElements);
  }
  EXPECT_FALSE(has_small_data(tensor_of(onnx::TensorProto::INT64, {-1})));
}

}  // namespace
}  // namespace dance::test
