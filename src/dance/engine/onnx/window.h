// The window of a convolution or a pooling: kernel, strides, dilations and padding along each spatial axis,
// checked. ONNX's shape inference divides by strides and trusts the rest, so a node's window is checked
// before it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dance/engine/onnx/node.h"

namespace dance::importer {

struct WindowAxis {
  std::int64_t input = 1, kernel = 1, stride = 1, dilation = 1;
  std::int64_t pad_begin = 0, pad_end = 0;  // auto_pad resolved
  std::int64_t output_padding = 0;          // of a transposed convolution

  std::int64_t span() const { return (kernel - 1) * dilation + 1; }
};

// Whether the operator slides a window, so that the function below must pass before its shape inference.
bool has_window(const onnx::NodeProto& node);

// `input` and `weights` are the shapes of the node's operands, batch and channels included; poolings have
// no weights. Adds faults that name `label` and returns nothing where the window is wrong.
std::optional<std::vector<WindowAxis>> read_window(const onnx::NodeProto& node, const std::string& label,
                                                   const Shape& input, const std::optional<Shape>& weights,
                                                   FaultList& faults);

}  // namespace dance::importer
