// ONNX 1.12 has the schemas of opsets up to 17. Nodes of later opsets are written here as opset 17 has
// them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "dance/engine/onnx/node.h"

namespace dance::importer {

// The values of a tensor of integers, where the file has them.
using IntegersOf = std::function<std::optional<Shape>(const std::string& tensor)>;

// Rewrites a node of opset 18 to 23 (see ONNX's "Operator Changelog") so far as shapes and products are
// read from it; what those opsets have added without an effect on these is taken out. Returns an empty
// text, or why the shape of the node's output cannot be inferred; the node fits opset 17 in either case.
std::string write_as_opset_17(onnx::NodeProto& node, const IntegersOf& integers_of);

}  // namespace dance::importer
