// Shapes of Resize and Pad where they name axes or keep the aspect ratio, which opset 18 has added and the
// shape inference of ONNX 1.12 lacks.
#pragma once

#include <optional>
#include <vector>

#include "dance/engine/onnx/node.h"

namespace dance::importer {

// What a Resize is given: a size or a scale for each axis, one of the two.
struct ResizeOperands {
  std::optional<Shape> sizes;
  std::optional<std::vector<float>> scales;
};

// Whether the node has what opset 18 has added.
bool is_resize_of_axes(const onnx::NodeProto& node);
bool is_pad_of_axes(const onnx::NodeProto& node);

// The shape of the output; nothing where an axis does not exist or comes twice, or where there are more or
// fewer values than axes.
std::optional<Shape> resize_output(const onnx::NodeProto& node, const Shape& input,
                                   const ResizeOperands& operands);
// `pads` has the words before all axes that are named, then those behind them.
std::optional<Shape> pad_output(const Shape& input, const Shape& pads, const Shape& named);

}  // namespace dance::importer
