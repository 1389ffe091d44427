// Nodes of opsets beyond those whose schemas ONNX 1.12 has, written as its last one (17) has them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "dance/engine/onnx/node.h"

namespace dance::importer {

// The values of a tensor of integers, where the file has them.
using IntegersOf = std::function<std::optional<Shape>(const std::string& tensor)>;

// Rewrites a node of opset 18 to 23 (ONNX's "Operator Changelog") for what is read of it: shapes and
// products. What those opsets add without effect on these is taken out. Returns "" or why the shape of its
// output cannot be inferred; the node fits opset 17 then too.
std::string write_as_opset_17(onnx::NodeProto& node, const IntegersOf& integers_of);

}  // namespace dance::importer
