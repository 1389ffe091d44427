// The values of small constant tensors, such as shapes, axes and repeats. Shape inference sees no more of a
// model's data than these.
#pragma once

#include "dance/engine/onnx/node.h"

namespace dance::importer {

inline constexpr std::int64_t kMaxDataElements = 1024;

// Whether a tensor's values are few and lie whole in the file. Only such tensors are handed to inference.
bool has_small_data(const onnx::TensorProto& tensor);
// The integers of a tensor with small data; none where it holds something else.
Shape integers_of(const onnx::TensorProto& tensor);

}  // namespace dance::importer
