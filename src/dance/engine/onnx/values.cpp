#include "dance/engine/onnx/values.h"

#include <onnx/defs/tensor_proto_util.h>

namespace dance::importer {

bool has_small_data(const onnx::TensorProto& tensor) {
  if (tensor.data_location() == onnx::TensorProto::EXTERNAL || tensor.dims_size() > 1) return false;
  const std::int64_t count = tensor.dims_size() == 0 ? 1 : tensor.dims(0);
  if (count < 0 || count > kMaxDataElements) return false;
  const auto holds = [&](int in_field, std::size_t element_bytes) {
    return tensor.has_raw_data() ? tensor.raw_data().size() == static_cast<std::size_t>(count) * element_bytes
                                 : in_field == count;
  };
  switch (tensor.data_type()) {
    case onnx::TensorProto::INT64:
      return holds(tensor.int64_data_size(), 8);
    case onnx::TensorProto::INT32:
      return holds(tensor.int32_data_size(), 4);
    case onnx::TensorProto::FLOAT:
      return holds(tensor.float_data_size(), 4);
    default:
      return false;
  }
}

Shape integers_of(const onnx::TensorProto& tensor) {
  if (tensor.data_type() == onnx::TensorProto::INT64) return onnx::ParseData<std::int64_t>(&tensor);
  if (tensor.data_type() != onnx::TensorProto::INT32) return {};
  const std::vector<std::int32_t> values = onnx::ParseData<std::int32_t>(&tensor);
  return {values.begin(), values.end()};
}

}  // namespace dance::importer
