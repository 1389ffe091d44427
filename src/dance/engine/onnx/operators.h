// What becomes of the operators that are no layer: they are folded into the layer before them at no cost,
// or listed with a count of their operations.
#pragma once

#include <optional>
#include <string>

#include "dance/engine/onnx/layers.h"

namespace dance::importer {

// Operators that cost nothing: elementwise functions of one activation, batch norm, quantisation, and views
// of a tensor under another shape.
bool is_folded(const onnx::NodeProto& node);

// Elementwise functions of two or more tensors. They cost nothing where at most one of these is an
// activation and the others are a bias or a scale.
bool is_elementwise(const onnx::NodeProto& node);
// Those of them that add. Adding two activations is a residual connection.
bool is_addition(const onnx::NodeProto& node);

// Operators whose shape inference is used: those that networks have, and whose inference in ONNX 1.12
// withstands any input (a fuzz target runs it). Other operators are rare in networks, and the inference of
// some reads past what it is given; their outputs have the shapes that the file declares.
bool is_inferable(const onnx::NodeProto& node);

// Operations of a listed operator: the outputs of a pooling times its window, and for any other operator the
// elements of its largest activation. Nothing for subgraphs, for operators of other domains, and where a
// shape is unknown.
std::optional<std::int64_t> operations_of(const NodeView& view);
// The operator's name, with its domain where that is not ONNX's.
std::string type_of(const onnx::NodeProto& node);

}  // namespace dance::importer
