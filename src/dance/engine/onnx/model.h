// An ONNX file as a protobuf, its versions and the structure of its graph checked: every tensor has one
// origin, and every node reads tensors that stand before it. Nodes that are out of order are sorted, and a
// branch of each If stands in its place (branches.h).
#pragma once

#include <onnx/onnx_pb.h>

#include <string>
#include <string_view>
#include <vector>

#include "dance/engine/onnx/import.h"
#include "dance/engine/onnx/node.h"

namespace dance::importer {

inline constexpr int kMinOpset = 7, kMaxOpset = 23;
inline constexpr int kMinIrVersion = 3, kMaxIrVersion = 11;  // all that these opsets are written in

struct Model {
  onnx::ModelProto proto;
  int opset = kMaxOpset;
  std::vector<std::string> notes;  // what was assumed, for the user
};

// Throws Error where the bytes are no model of these versions, or its graph is no graph.
Model parse_model(std::string_view bytes, const std::string& file, const OnnxOptions& options = {});

}  // namespace dance::importer
