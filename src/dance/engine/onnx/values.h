// The values of small constant tensors (shapes, axes, repeats): all that shape inference may see of a model's
// data.
#pragma once

#include "dance/engine/onnx/node.h"

namespace dance::importer {

inline constexpr std::int64_t kMaxDataElements = 1024;

// Whether a tensor's values lie in the file, whole, and are few: only such are handed to inference.
bool has_small_data(const onnx::TensorProto& tensor);
// Of a tensor with small data; none where it holds no integers.
Shape integers_of(const onnx::TensorProto& tensor);

}  // namespace dance::importer
